#include "domain/run_class.hpp"

#include <algorithm>

#include "domain/drill_result.hpp"
#include "domain/duration.hpp"
#include "domain/metastability.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

// Operations need this long to end, with all their retries; younger windows are not looked at while a run goes on.
constexpr Nanos kSettled = std::chrono::seconds(3);
// So many windows in a row make a state: shorter dips and recoveries are noise.
constexpr std::int64_t kState = 5;
// Waiting events that are no backlog worth the name, whatever the baseline had.
constexpr std::uint64_t kFewEvents = 200;

std::string percent(std::optional<double> value) { return value ? decimal(*value * 100, 1) + "%" : "no data"; }

struct Spans {
  TimeSpan baseline, trigger, watched;
};

// When the phase `baseline` begins and ends, as planned.
std::optional<TimeSpan> baseline_of(const Drill& drill) {
  std::optional<TimeSpan> span;
  for (const DrillStep& step : drill.steps) {
    for (const StepAction& action : step.actions) {
      const auto* start = std::get_if<PhaseStart>(&action);
      if (start == nullptr) continue;
      if (span) return TimeSpan{span->from, step.at};
      if (start->phase == kBaselinePhase) span = TimeSpan{step.at, drill.duration};
    }
  }
  return span;
}

std::optional<Spans> spans_of(const Drill& drill) {
  if (!drill.metastability) return std::nullopt;
  const DrillStep* ends = drill.find_step(drill.metastability->trigger_ends);
  const DrillStep* until = drill.find_step(drill.metastability->stays_down_until);
  const auto baseline = baseline_of(drill);
  if (ends == nullptr || until == nullptr || !baseline) return std::nullopt;
  return Spans{*baseline, {baseline->until, ends->at}, {ends->at, until->at}};
}

struct Goodput {
  const DrillResult& result;
  std::optional<double> over(Nanos from, Nanos until) const {
    return core_goodput_ratio(result.windows, result.zero, result.resolution(), {from, until});
  }
};

// No state in which the core was down, not even a short one.
bool was_down(const DrillResult& result, TimeSpan span, double at_most) {
  std::int64_t in_a_row = 0;
  for (const TimedValue& value : Timeline(result).values(Metric::core_goodput_ratio, span)) {
    in_a_row = value.value <= at_most ? in_a_row + 1 : 0;
    if (in_a_row >= 2) return true;
  }
  return false;
}

// What makes a run prove nothing here; the rest of judge() (expectations, lateness) is not this question's.
std::string flaw(const DrillResult& result) {
  if (!result.failure.empty()) return result.failure;
  for (const StepRecord& step : result.steps) {
    if (step.started && !step.ok) return "step \"" + step.name + "\" failed: " + step.outcome;
  }
  if (!result.core_accounting.closes()) return "planned operations do not equal those that ended";
  return {};
}

// The end of the watched time, or of what was played of it.
struct Tail {
  std::optional<double> all, last;
};
Tail tail_of(const Goodput& goodput, TimeSpan seen, Nanos down_for) {
  const Nanos from = std::max(seen.from, seen.until - down_for);
  const Nanos last = std::max(seen.until - down_for / 3, seen.until - kState * goodput.result.resolution());
  return {goodput.over(from, seen.until), goodput.over(std::max(seen.from, last), seen.until)};
}

RunFigures judged(RunFigures figures, RunClass run_class, std::string why) {
  figures.run_class = run_class;
  figures.why = std::move(why);
  return figures;
}

RunFigures judge_down(const DrillResult& result, RunFigures figures) {
  const MetastabilityCertificate seen = certify(result, Timeline(result), std::nullopt);
  for (const std::string_view name : {kTriggerGone, kLoadWithinCapacity}) {
    const MetastabilityCondition* condition = seen.find(name);
    if (condition == nullptr || condition->verdict != Verdict::no) continue;
    return judged(std::move(figures), RunClass::down, "down at the end, but not by itself: " + condition->evidence);
  }
  const std::string why = "down at the end (" + percent(figures.at_end) + ") though the trigger is gone";
  return judged(std::move(figures), RunClass::metastable, why);
}

}  // namespace

RunFigures classify(const DrillResult& result) {
  RunFigures figures;
  if (const std::string problem = flaw(result); !problem.empty()) {
    return judged(std::move(figures), RunClass::invalid, problem);
  }
  const auto spans = spans_of(result.drill);
  if (!spans) return judged(std::move(figures), RunClass::invalid, "the drill does not say what to watch");
  const MetastabilityPlan& plan = *result.drill.metastability;
  const Goodput goodput{result};
  figures.in_baseline = goodput.over(spans->baseline.from, std::min(spans->baseline.until, result.length));
  const bool baseline_seen = result.length >= spans->baseline.until;
  if (!figures.in_baseline || !baseline_seen) {
    return judged(std::move(figures), RunClass::invalid, "the baseline was not seen");
  }
  if (*figures.in_baseline < kHealthyBaseline) {
    const std::string why = "sick before the trigger: " + percent(figures.in_baseline) + " in the baseline";
    return judged(std::move(figures), RunClass::down, why);
  }
  const TimeSpan seen{spans->watched.from, std::min(spans->watched.until, result.length)};
  figures.in_trigger = goodput.over(spans->trigger.from, std::min(spans->trigger.until, result.length));
  const Tail tail = tail_of(goodput, seen, plan.down_for);
  const auto watched = goodput.over(seen.from, seen.until);
  figures.at_end = tail.last;
  const double healthy = kHealthyShare * *figures.in_baseline;
  const bool back = tail.last && *tail.last >= healthy;
  if (!watched || !figures.in_trigger || (seen.until < spans->watched.until && !back)) {
    return judged(std::move(figures), RunClass::invalid, "the run ended before its class was known");
  }
  const double unseen = to_s(spans->watched.until - seen.until), all = spans->watched.seconds();
  figures.after_trigger = (*watched * (all - unseen) + *tail.last * unseen) / all;
  figures.at_end = back ? tail.last : tail.all;
  if (*tail.all <= plan.down_at_most && *tail.last <= plan.down_at_most) return judge_down(result, std::move(figures));
  const bool dipped = was_down(result, {spans->trigger.from, seen.until}, plan.down_at_most);
  if (*figures.in_trigger >= healthy && *figures.after_trigger >= healthy && back && !dipped) {
    return judged(std::move(figures), RunClass::healthy, "core goodput stayed at the baseline's");
  }
  const std::string in_words = percent(figures.in_trigger) + " in the trigger, " + percent(figures.after_trigger) +
                               " after it, " + percent(figures.at_end) + " at the end";
  return judged(std::move(figures), RunClass::degraded, (back ? "came back by itself: " : "impaired: ") + in_words);
}

Result<Drill> watched_drill(const Drill& drill, Nanos watch) {
  const auto refuse = [&drill](const std::string& why) {
    return fail(Errc::invalid_argument, drill.name + " cannot be classified: " + why);
  };
  if (!drill.metastability) {
    return refuse("it has no section \"metastability\" that says where the trigger ends and how long to watch");
  }
  const MetastabilityPlan& plan = *drill.metastability;
  const auto spans = spans_of(drill);
  if (!spans) return refuse("it needs a phase \"baseline\", and the steps that its section \"metastability\" names");
  Drill watched = drill;
  const Nanos from = spans->watched.from;
  Nanos until = spans->watched.until;
  if (watch > Nanos{0}) until = std::min(until, from + watch);
  if (until - from < plan.down_for) {
    return refuse("it would be watched for " + duration_in_words(std::max(Nanos{0}, until - from)) +
                  " after the trigger, and down_for is " + duration_in_words(plan.down_for));
  }
  if (spans->trigger.until <= spans->trigger.from) return refuse("the trigger ends before the baseline does");
  DrillStep last{plan.stays_down_until, "the watched time is over", until, {}, {}};
  std::erase_if(watched.steps, [&](const DrillStep& step) { return step.at >= until || step.name == last.name; });
  for (const DrillStep& step : watched.steps) {
    if (step.at <= from) continue;
    for (const StepAction& action : step.actions) {
      if (std::holds_alternative<PhaseStart>(action) || std::holds_alternative<ReconcileAction>(action)) continue;
      return refuse("step \"" + step.name + "\" acts while it is watched; watch less, or take the step out");
    }
  }
  watched.steps.push_back(std::move(last));
  const Nanos over = until % drill.resolution;
  watched.duration = until + (over > Nanos{0} ? drill.resolution - over : Nanos{0});
  watched.expectations.clear();
  watched.twin.clear();
  watched.metastability->cut.clear();
  watched.end = EndPlan{std::min(drill.end.drain_load, Nanos(std::chrono::seconds(3))), Nanos{0}, false};
  return watched;
}

bool class_is_known(const Drill& drill, const RunSoFar& so_far) {
  const auto spans = spans_of(drill);
  if (!spans || so_far.clock < kSettled) return false;
  const auto over = [&](TimeSpan span) {
    return core_goodput_ratio(so_far.windows, so_far.zero, drill.resolution, span);
  };
  const Nanos settled = so_far.clock - kSettled;
  if (settled < spans->baseline.until) return false;
  const auto baseline = over(spans->baseline);
  if (!baseline || *baseline < kHealthyBaseline) return true;
  const Nanos back_since = settled - 2 * kState * drill.resolution;
  if (back_since < spans->watched.from || so_far.backlog > std::max(2 * so_far.calm_backlog, kFewEvents)) return false;
  // What is in flight counts as not ok, so that this can only be too careful.
  for (Nanos at = back_since; at < settled; at += drill.resolution) {
    const auto now = over({at, at + drill.resolution});
    if (now && *now < kHealthyShare * *baseline) return false;
  }
  return true;
}

}  // namespace souk::domain
