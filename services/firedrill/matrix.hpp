// What a fire drill has shown of each flag.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/component.hpp"
#include "domain/drill_result.hpp"
#include "services/firedrill/experiment.hpp"

namespace souk::firedrill {

// proven: the flag does what its experiment asks, no more than is documented, and flipping it back takes it back.
// no_effect: flipped or not, the same. not_restored: the effect stayed. wider: something suffered that the flag's
// definition does not name. unknown: there was nothing to see it by.
enum class Outcome : std::uint8_t { proven, no_effect, not_restored, wider, unknown };
inline constexpr std::array<std::string_view, 5> kOutcomeNames{"proven", "no effect", "not restored", "wider",
                                                               "unknown"};
constexpr std::string_view to_string(Outcome outcome) { return kOutcomeNames[static_cast<std::size_t>(outcome)]; }

// A figure in the three phases of an experiment.
struct Seen {
  std::optional<double> before, flipped, back;
};

struct Figure {
  std::string_view name, unit;
  Seen seen;
  bool as_ratio = true;  // a change can be said in percent; not so of a slope, which may be of either sign
};

struct FlagFinding {
  const FlagExperiment* experiment = nullptr;
  Outcome outcome = Outcome::unknown;
  std::string why;  // in a sentence
  Seen watched;
  // From the end of the flip until the effect is there; of `prevents`, from flipping back until what was prevented
  // comes. None if it never was. As fine as the readings: 0.25 s, a second for figures of the load.
  std::optional<double> effect_after_s;
  std::optional<double> restored_after_s;   // from the end of flipping back until the effect is gone
  std::vector<domain::Component> degraded;  // was bad while flipped only, as documented
  std::vector<domain::Component> wider;     // likewise, and nobody said so
  bool core_suffered = false;               // core operations that ended well fell by more than ten points
  std::vector<Figure> figures;              // what else changed, or did not
};

struct FlagMatrix {
  std::vector<FlagFinding> proofs;
  std::size_t count(Outcome outcome) const;
  // 0: every flag is proven; 1: not.
  int exit_status() const { return count(Outcome::proven) == proofs.size() ? 0 : 1; }
};

// `result`: of the drill that make_fire_drill() made of the same experiments. The proofs refer to the experiments.
FlagMatrix judge(const domain::DrillResult& result, std::span<const FlagExperiment* const> chosen);

// What changed by more than half while the flag was flipped, "core p99 -62%": a few seconds of load say no more.
std::string notable(const Figure& figure);

}  // namespace souk::firedrill
