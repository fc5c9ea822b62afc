// What became of one run of a drill with a trigger, in a word. The drill's `metastability` section says where the
// trigger ends and how long to watch after it; nobody acts meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/drill.hpp"
#include "domain/load.hpp"
#include "domain/result.hpp"

namespace souk::domain {

enum class RunClass : std::uint8_t {
  healthy,     // core goodput stays at 95% of the baseline's or more, in the trigger and after it
  degraded,    // it does not, but it is not down at the end either: the system comes back by itself
  metastable,  // down at the end of the watched time, though the trigger is gone and the load is back
  down,        // sick without a trigger, or down at the end with the trigger or a higher load still there
  invalid,     // the run proves nothing
};
inline constexpr std::array<std::string_view, 5> kRunClassNames{"healthy", "degraded", "metastable", "down", "invalid"};
constexpr std::string_view to_string(RunClass run_class) { return kRunClassNames[static_cast<std::size_t>(run_class)]; }

// Core goodput as a share of the baseline's counts as healthy from here on.
inline constexpr double kHealthyShare = 0.95;

struct RunFigures {
  RunClass run_class = RunClass::invalid;
  std::string why;  // a sentence
  // Core goodput ratios, ok / planned; none without data.
  std::optional<double> in_baseline, in_trigger;
  std::optional<double> after_trigger;  // all of the watched time; what was not played is taken to go on as it ended
  std::optional<double> at_end;         // the last `down_for` of it
};

struct DrillResult;
// Judges what was watched. A run that was stopped counts if its class was known by then (class_is_known).
RunFigures classify(const DrillResult& result);

// The drill as it has to be played to be classified: it ends when the watched time does, what happens then happens no
// more, and nothing is waited for afterwards. Up to there it is the same run. `watch` > 0 shortens the watched time.
// Errors: invalid_argument (no `metastability` section, a trigger that ends after the watched time or too late to watch
// `down_for`, no baseline, steps that act while it is watched).
Result<Drill> watched_drill(const Drill& drill, Nanos watch = Nanos{0});

// A look at a run that goes on.
struct RunSoFar {
  const std::vector<LoadWindow>& windows;
  Instant zero;                    // of the drill's clock
  Nanos clock{0};                  // now
  std::uint64_t backlog = 0;       // events
  std::uint64_t calm_backlog = 0;  // the most that was seen in the baseline
};
// True when going on cannot change the class: the baseline was sick, or the core has been back for some seconds and
// there is no backlog left that could grow the cluster again. `drill` is a watched_drill().
bool class_is_known(const Drill& drill, const RunSoFar& so_far);

}  // namespace souk::domain
