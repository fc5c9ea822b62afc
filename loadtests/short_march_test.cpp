// The drill of 27 days, cut short: the same file, workload, flags and steps, with most of the waiting taken out. What
// it expects has to hold here too, but for sizes of a backlog that takes weeks to grow.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "drill/parse_drill.hpp"
#include "sim/default_model.hpp"
#include "sim/world.hpp"

namespace souk::drill {
namespace {

using domain::AnchorKind;
using std::chrono::hours;
using std::chrono::minutes;

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

struct ShortStep {
  std::string_view name;
  Nanos at;
};
constexpr std::array kShortSteps{
    ShortStep{"begin", minutes(0)},           ShortStep{"burst", minutes(40)},
    ShortStep{"burst-over", minutes(100)},    ShortStep{"identified", minutes(130)},
    ShortStep{"restart", minutes(170)},       ShortStep{"heap-disproved", minutes(220)},
    ShortStep{"analytics-off", minutes(270)}, ShortStep{"recovered", minutes(330)},
    ShortStep{"ingest-off", minutes(390)},    ShortStep{"counts-hidden", minutes(430)},
    ShortStep{"trickle", minutes(460)},       ShortStep{"repair", minutes(520)},
    ShortStep{"caught-up", minutes(690)},     ShortStep{"review", minutes(720)},
    ShortStep{"counts-back", minutes(750)},   ShortStep{"closed", minutes(780)},
};
constexpr Nanos kShortEnd = minutes(800);

// Sizes of the backlog, and how long it takes: those of weeks.
const std::set<std::string_view> kOfWeeks{
    "a week of events is kept",
    "the catch-up is slow, the backlog is there for two days",
};

// From the clock of the whole drill to that of the short one: straight between the steps.
class ShortClock {
 public:
  explicit ShortClock(const domain::Drill& whole) {
    for (const ShortStep& step : kShortSteps) {
      const domain::DrillStep* found = whole.find_step(step.name);
      if (found == nullptr) throw std::runtime_error("no step " + std::string(step.name));
      at_.push_back({found->at, step.at});
    }
    at_.push_back({whole.duration, kShortEnd});
  }
  Nanos operator()(Nanos whole) const {
    std::size_t next = 1;
    while (next + 1 < at_.size() && at_[next].whole < whole) ++next;
    const Moment& from = at_[next - 1];
    const Moment& to = at_[next];
    const double part = to_s(whole - from.whole) / to_s(to.whole - from.whole);
    return from.shortened + from_s(to_s(to.shortened - from.shortened) * part);
  }

 private:
  struct Moment {
    Nanos whole, shortened;
  };
  std::vector<Moment> at_;
};

// Where a phase begins and ends, on the clock of the whole drill.
Nanos moment_of(const domain::TimePoint& point, const domain::Drill& whole) {
  switch (point.kind) {
    case AnchorKind::clock:
      return Nanos{0};
    case AnchorKind::run_end:
      return whole.duration;
    case AnchorKind::step:
      return whole.find_step(point.name)->at;
    case AnchorKind::phase_start:
    case AnchorKind::phase_end:
      break;
  }
  bool inside = false;
  for (const domain::DrillStep& step : whole.steps) {
    const bool begins = std::any_of(step.actions.begin(), step.actions.end(), [&](const domain::StepAction& action) {
      return std::holds_alternative<domain::PhaseStart>(action);
    });
    if (!begins) continue;
    if (inside) return step.at;
    inside = std::any_of(step.actions.begin(), step.actions.end(), [&](const domain::StepAction& action) {
      const auto* phase = std::get_if<domain::PhaseStart>(&action);
      return phase != nullptr && phase->phase == point.name;
    });
    if (inside && point.kind == AnchorKind::phase_start) return step.at;
  }
  return whole.duration;
}

domain::Drill shortened(const domain::Drill& whole) {
  const ShortClock clock(whole);
  domain::Drill drill = whole;
  drill.duration = kShortEnd;
  drill.resolution = minutes(2);
  for (domain::DrillStep& step : drill.steps) step.at = clock(step.at);
  for (domain::Expectation& expectation : drill.expectations) {
    const auto shift = [&](domain::TimePoint& point) {
      const Nanos anchor = moment_of(point, whole);
      point.offset = clock(anchor + point.offset) - clock(anchor);
    };
    if (expectation.for_at_least > Nanos{0}) {
      const Nanos from = moment_of(expectation.from, whole) + expectation.from.offset;
      expectation.for_at_least = clock(from + expectation.for_at_least) - clock(from);
    }
    shift(expectation.from);
    shift(expectation.until);
  }
  std::erase_if(drill.expectations,
                [](const domain::Expectation& expectation) { return kOfWeeks.contains(expectation.name); });
  // An hour of burst makes a third of the backlog of three, and there is no day and night in half a day.
  for (domain::ControllerSetting& setting : drill.settings) {
    if (setting.name == "autoscaler.backlog_per_worker") setting.value.value /= 3;
  }
  for (domain::PlannedClass& planned : drill.workload) planned.user_class.arrivals.daily.swing = 0;
  return drill;
}

TEST(ShortMarch, TheDrillOf27DaysHoldsInHalfADay) {
  const ParsedDrill parsed = parse_drill_file(std::string(SOUK_DRILL_FOLDER) + "/march-2020-27-days.yaml");
  ASSERT_TRUE(parsed.drill.has_value());
  const domain::Drill drill = shortened(*parsed.drill);
  ASSERT_EQ(drill.steps.size(), kShortSteps.size()) << "a step was added: give it a time here";
  const sim::Setting setting = sim::make_setting(sim::default_model(), {}).value();
  sim::World world(setting, {});
  NoView view;
  const domain::DrillResult result = world.play(drill, view);
  EXPECT_EQ(result.failure, "");
  for (const domain::StepRecord& step : result.steps) EXPECT_TRUE(step.ok) << step.name << ": " << step.outcome;
  for (const domain::ExpectationResult& expectation : result.expectations) {
    EXPECT_EQ(expectation.verdict, domain::Verdict::yes)
        << expectation.name << ": " << expectation.observed << ", required " << expectation.required;
  }
  ASSERT_TRUE(result.events.has_value());
  // A service that is too busy to note what it delivered must not deliver it again and again. (Two restarts may.)
  EXPECT_LT(result.events->duplicates, 2'000U) << "of " << result.events->accepted << " events";
  // What costs the time of a long run is how much happens in it.
  const double operations = static_cast<double>(result.accounting.attempts);
  const double entries = static_cast<double>(world.context().entries_run());
  RecordProperty("entries_per_operation", std::to_string(entries / operations));
}

}  // namespace
}  // namespace souk::drill
