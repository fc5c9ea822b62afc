// A number in a drill, absolute ("12", "150/s") or relative to something that the same run measures.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace souk::domain {

enum class Measure : std::uint8_t {
  none,            // the quantity is absolute
  apply_capacity,  // events/s that a small cluster applies, one transaction each
  core_capacity,   // core operations/s that a few closed-loop users get done
  baseline_p50,    // core latency in the baseline phase, ms; known once that phase has ended
  baseline_p99,
};
inline constexpr std::array<std::string_view, 5> kMeasureNames{"", "apply_capacity", "core_capacity", "baseline_p50",
                                                               "baseline_p99"};
constexpr bool needs_baseline(Measure measure) {
  return measure == Measure::baseline_p50 || measure == Measure::baseline_p99;
}

constexpr bool needs_calibration(Measure measure) {
  return measure == Measure::apply_capacity || measure == Measure::core_capacity;
}

struct Measurements {
  std::optional<double> apply_capacity_per_s;
  std::optional<double> core_capacity_per_s;
  std::optional<double> baseline_p50_ms;
  std::optional<double> baseline_p99_ms;
  std::optional<double> of(Measure measure) const;  // 1 for none
};

struct Quantity {
  double value = 0;  // the number itself, or the factor
  Measure of = Measure::none;

  // Nothing while the measurement is missing.
  std::optional<double> resolve(const Measurements& measured) const;
  // "65% of apply_capacity", "12"
  std::string text() const;
};

// Plain decimals without trailing zeros, at most `decimals` of them: 0.008, 12, 1.25.
std::string decimal(double value, int decimals = 3);

}  // namespace souk::domain
