#include "domain/metastability.hpp"

#include <algorithm>
#include <cmath>

#include "domain/drill_result.hpp"
#include "domain/duration.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

// A measured rate may exceed its reference by 10%, or by three standard deviations of a Poisson count if that is more.
double allowed_rate(double reference_per_s, double seconds) {
  const double count = std::max(1.0, reference_per_s * seconds);
  return reference_per_s * std::max(1.1, 1.0 + 3.0 / std::sqrt(count));
}

std::string per_s(double rate) { return decimal(rate, 1) + "/s"; }
std::string percent(double ratio) { return decimal(ratio * 100, 1) + "%"; }

// From the end of the trigger to the end of the watched time, if both happened.
std::optional<TimeSpan> after_trigger(const MetastabilityPlan& plan, const Timeline& timeline) {
  const auto from = timeline.resolve({AnchorKind::step, plan.trigger_ends, Nanos{0}}, true);
  const auto until = timeline.resolve({AnchorKind::step, plan.stays_down_until, Nanos{0}}, false);
  if (!from || !until || *until <= *from) return std::nullopt;
  return TimeSpan{*from, *until};
}

// Compared in batches, one of which each phone-home session plans: how many events a batch holds does not change.
MetastabilityCondition trigger_gone(const Timeline& timeline, std::optional<TimeSpan> watched) {
  MetastabilityCondition condition{std::string(kTriggerGone), Verdict::unknown, "the trigger's end was not seen"};
  const auto baseline = timeline.phase(kBaselinePhase);
  if (!watched || !baseline) return condition;
  const auto before = timeline.planned_per_s("post-events", *baseline);
  const auto after = timeline.planned_per_s("post-events", *watched);
  if (!before || !after) {
    condition.evidence = "no load windows to compare";
    return condition;
  }
  const double seconds = std::min(baseline->seconds(), watched->seconds());
  condition.verdict = verdict_of(*after <= allowed_rate(*before, seconds));
  condition.evidence = "event posts offered: " + per_s(*before) + " in the baseline, " + per_s(*after) + " after it";
  return condition;
}

MetastabilityCondition load_within_capacity(const DrillResult& result, const Timeline& timeline,
                                            std::optional<TimeSpan> watched) {
  MetastabilityCondition condition{std::string(kLoadWithinCapacity), Verdict::unknown,
                                   "the baseline or the time after the trigger was not seen"};
  const auto baseline = timeline.phase(kBaselinePhase);
  if (!watched || !baseline) return condition;
  const CoreFigures healthy = timeline.core(*baseline);
  const CoreFigures offered = timeline.core(*watched);
  if (healthy.planned == 0 || offered.planned == 0) {
    condition.evidence = "no core load to compare";
    return condition;
  }
  const double offered_per_s = static_cast<double>(offered.planned) / offered.seconds;
  const double seconds = std::min(healthy.seconds, offered.seconds);
  condition.verdict = verdict_of(offered_per_s <= allowed_rate(healthy.goodput_per_s, seconds));
  condition.evidence =
      "core operations offered " + per_s(offered_per_s) + ", served in the baseline " + per_s(healthy.goodput_per_s);
  if (const auto capacity = result.measurements.core_capacity_per_s) {
    condition.evidence += ", capacity measured " + per_s(*capacity);
    if (offered_per_s > *capacity) condition.verdict = Verdict::no;
  }
  return condition;
}

MetastabilityCondition stays_down(const MetastabilityPlan& plan, const Timeline& timeline,
                                  std::optional<TimeSpan> watched) {
  MetastabilityCondition condition{"goodput stays down after the trigger", Verdict::unknown,
                                   "the time after the trigger was not seen"};
  if (!watched) return condition;
  const std::size_t needed = windows_needed(plan.down_for, timeline.resolution());
  std::size_t down = 0, longest = 0;
  const std::vector<TimedValue> ratios = timeline.values(Metric::core_goodput_ratio, *watched);
  for (const TimedValue& ratio : ratios) {
    down = ratio.value <= plan.down_at_most ? down + 1 : 0;
    longest = std::max(longest, down);
  }
  const auto in_words = [&timeline](std::size_t windows) {
    return duration_in_words(timeline.resolution() * static_cast<std::int64_t>(windows));
  };
  condition.evidence =
      in_words(longest) + " in a row at or below " + percent(plan.down_at_most) + ", " + in_words(needed) + " needed";
  if (longest >= needed) {
    condition.verdict = Verdict::yes;
  } else if (ratios.size() >= needed) {
    condition.verdict = Verdict::no;
  } else {
    condition.evidence += "; only " + in_words(ratios.size()) + " of data";
  }
  return condition;
}

MetastabilityCondition twin_healthy(const Drill& drill, const std::optional<TwinReport>& twin) {
  MetastabilityCondition condition{"the twin without the trigger stays healthy", Verdict::unknown,
                                   "no report of a twin run was given"};
  if (!twin) return condition;
  if (drill.twin.empty() || twin->drill != drill.twin) {
    condition.evidence = twin->path + " is a report of " + twin->drill + ", not of the twin";
    return condition;
  }
  condition.evidence = twin->drill + ": " + twin->verdict + " (" + twin->path + ")";
  if (twin->verdict == to_string(RunOutcome::pass)) condition.verdict = Verdict::yes;
  if (twin->verdict == to_string(RunOutcome::fail)) condition.verdict = Verdict::no;
  return condition;
}

// From when recovery is due until the next step changes something.
std::optional<TimeSpan> after_cut(const MetastabilityPlan& plan, const DrillResult& result, const Timeline& timeline) {
  const auto from = timeline.resolve({AnchorKind::step, plan.cut, plan.back_within}, true);
  if (!from) return std::nullopt;
  TimeSpan span{*from, result.length};
  const DrillStep* cut = result.drill.find_step(plan.cut);
  for (const StepRecord& step : result.steps) {
    if (cut != nullptr && step.started && step.planned > cut->at) span.until = std::min(span.until, *step.started);
  }
  return span;
}

MetastabilityCondition cut_brings_it_back(const MetastabilityPlan& plan, const DrillResult& result,
                                          const Timeline& timeline) {
  MetastabilityCondition condition{"cutting the suspected loop brings goodput back", Verdict::unknown,
                                   "the loop was not cut in this run"};
  if (plan.cut.empty()) return condition;
  const auto span = after_cut(plan, result, timeline);
  if (!span) return condition;
  const CoreFigures core = timeline.core(*span);
  if (!core.goodput_ratio) {
    condition.evidence = "no core load after the cut";
    return condition;
  }
  condition.verdict = verdict_of(*core.goodput_ratio >= plan.back_at_least);
  condition.evidence = "core goodput " + percent(*core.goodput_ratio) + " from " + duration_in_words(plan.back_within) +
                       " after step " + plan.cut + " (over " + duration_in_words(from_s(core.seconds)) + "), " +
                       percent(plan.back_at_least) + " needed";
  return condition;
}

}  // namespace

bool MetastabilityCertificate::certified() const {
  return !conditions.empty() && std::all_of(conditions.begin(), conditions.end(),
                                            [](const auto& condition) { return condition.verdict == Verdict::yes; });
}

const MetastabilityCondition* MetastabilityCertificate::find(std::string_view name) const {
  const auto found = std::find_if(conditions.begin(), conditions.end(),
                                  [name](const MetastabilityCondition& condition) { return condition.name == name; });
  return found == conditions.end() ? nullptr : &*found;
}

MetastabilityCertificate certify(const DrillResult& result, const Timeline& timeline,
                                 const std::optional<TwinReport>& twin) {
  MetastabilityCertificate certificate;
  if (!result.drill.metastability) return certificate;
  const MetastabilityPlan& plan = *result.drill.metastability;
  const auto watched = after_trigger(plan, timeline);
  certificate.conditions.push_back(trigger_gone(timeline, watched));
  certificate.conditions.push_back(load_within_capacity(result, timeline, watched));
  certificate.conditions.push_back(stays_down(plan, timeline, watched));
  certificate.conditions.push_back(twin_healthy(result.drill, twin));
  certificate.conditions.push_back(cut_brings_it_back(plan, result, timeline));
  return certificate;
}

}  // namespace souk::domain
