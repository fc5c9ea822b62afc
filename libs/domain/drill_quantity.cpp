#include "domain/drill_quantity.hpp"

#include <charconv>

namespace souk::domain {

std::optional<double> Measurements::of(Measure measure) const {
  switch (measure) {
    case Measure::none:
      return 1.0;
    case Measure::apply_capacity:
      return apply_capacity_per_s;
    case Measure::core_capacity:
      return core_capacity_per_s;
    case Measure::baseline_p50:
      return baseline_p50_ms;
    case Measure::baseline_p99:
      return baseline_p99_ms;
  }
  return std::nullopt;
}

std::optional<double> Quantity::resolve(const Measurements& measured) const {
  const std::optional<double> measurement = measured.of(of);
  if (!measurement) return std::nullopt;
  return value * *measurement;
}

std::string Quantity::text() const {
  if (of == Measure::none) return decimal(value);
  const std::string name(kMeasureNames[static_cast<std::size_t>(of)]);
  // Small factors read better as they are written: "0.008 of apply_capacity", not "0.8% of".
  if (value < 0.01) return decimal(value, 6) + " of " + name;
  return decimal(value * 100) + "% of " + name;
}

std::string decimal(double value, int decimals) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  std::string text(buffer, end.ptr);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

}  // namespace souk::domain
