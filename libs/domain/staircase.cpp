#include "domain/staircase.hpp"

#include <string>
#include <utility>

#include "domain/run_class.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

Error refuse(std::string why) { return fail(Errc::invalid_argument, std::move(why)); }

// The action that gives the number this value while the drill runs; `drill` has it already.
std::optional<StepAction> action_of(const Drill& drill, std::string_view path) {
  for (const PlannedClass& planned : drill.workload) {
    if (path != "workload." + planned.user_class.name + ".rate") continue;
    return LoadChange{planned.user_class.name, planned.rate, std::nullopt, Nanos{0}};
  }
  for (const ControllerSetting& setting : drill.settings) {
    if (path == "settings." + setting.name) return setting;
  }
  for (const FlagSetting& flag : drill.flags) {
    if (path == "flags." + flag.key) return flag;
  }
  return std::nullopt;
}

}  // namespace

Result<Drill> staircase(const Drill& drill, std::string_view path, const std::vector<double>& levels, Nanos hold) {
  if (levels.size() < 2) return refuse("stairs need at least two levels");
  if (hold < 4 * drill.resolution) return refuse("each level has to be held for at least four windows of the drill");
  const Result<DrillNumber> number = find_number(drill, path);
  if (!number) return number.error();
  Drill stairs = drill;
  stairs.steps.clear();
  stairs.expectations.clear();
  stairs.metastability.reset();
  stairs.twin.clear();
  stairs.end = EndPlan{std::chrono::seconds(3), Nanos{0}, false};
  if (hold % drill.resolution != Nanos{0}) return refuse("each level has to be held for whole windows of the drill");
  stairs.duration = hold * static_cast<std::int64_t>(levels.size());
  if (stairs.duration > kLongestDrill) return refuse("the stairs take longer than a drill may");
  for (std::size_t i = 0; i < levels.size(); ++i) {
    Drill there = stairs;
    if (const Result<void> set = set_number(there, number->path, levels[i]); !set) return set.error();
    const auto action = action_of(there, number->path);
    if (!action) {
      return refuse(number->path +
                    " cannot be changed while a drill runs; take the rate of a class, a setting or a flag");
    }
    if (i == 0) {
      there.steps = std::move(stairs.steps);
      stairs = std::move(there);
    }
    DrillStep step{"level-" + std::to_string(i), {}, hold * static_cast<std::int64_t>(i), {}, {}};
    if (i < 2) step.actions.push_back(PhaseStart{i == 0 ? std::string(kBaselinePhase) : "stairs"});
    if (i > 0) step.actions.push_back(*action);
    stairs.steps.push_back(std::move(step));
  }
  return stairs;
}

std::optional<double> goodput_on_stair(const std::vector<LoadWindow>& windows, Instant zero, Nanos resolution,
                                       Nanos hold, std::size_t stair) {
  const Nanos end = hold * static_cast<std::int64_t>(stair + 1);
  return core_goodput_ratio(windows, zero, resolution, {end - hold / 2, end});
}

std::optional<double> HysteresisThresholds::width() const {
  if (!trigger || !recovery) return std::nullopt;
  return *trigger - *recovery;
}

HysteresisThresholds thresholds_of(const HysteresisLoop& loop, double down_at_most) {
  HysteresisThresholds thresholds;
  if (loop.up.empty() || !loop.up.front()) return thresholds;
  for (std::size_t i = 1; i < loop.up.size() && !thresholds.trigger; ++i) {
    if (loop.up[i] && *loop.up[i] <= down_at_most) thresholds.trigger = loop.levels[i];
  }
  if (!thresholds.trigger) return thresholds;
  const double healthy = kHealthyShare * *loop.up.front();
  const std::size_t top = loop.up.size() - 1;
  for (std::size_t i = loop.back.size(); i-- > 0;) {
    if (!loop.back[i] || *loop.back[i] < healthy) break;
    thresholds.recovery = loop.levels[top - 1 - i];
  }
  return thresholds;
}

}  // namespace souk::domain
