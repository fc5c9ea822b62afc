#include "domain/verdict.hpp"

#include <algorithm>

#include "domain/drill_result.hpp"

namespace souk::domain {
namespace {

constexpr Nanos kDriftOver = std::chrono::seconds(2);

// On the drill's clock; everything from there on is not comparable with what calibration measured.
Nanos first_change_of_strategy(const Drill& drill) {
  const auto changes = [](const std::vector<FlagSetting>& flags) {
    return std::any_of(flags.begin(), flags.end(), [](const auto& flag) { return flag.key == "processing-strategy"; });
  };
  if (changes(drill.flags)) return Nanos{0};
  for (const DrillStep& step : drill.steps) {
    for (const StepAction& action : step.actions) {
      const FlagSetting* flag = std::get_if<FlagSetting>(&action);
      if (flag != nullptr && flag->key == "processing-strategy") return step.at;
    }
  }
  return drill.duration;
}

// Events per second that a cluster no larger than the calibrated one applied, one by one, in the run itself.
double fastest_apply_seen(const DrillResult& result) {
  const Nanos until = first_change_of_strategy(result.drill);
  const Nanos over = std::max(kDriftOver, 2 * result.resolution());
  double fastest = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < result.samples.size(); ++last) {
    const StatusSample& end = result.samples[last];
    if (end.at >= until) break;
    if (end.status.workers > result.calibration->workers_seen) {
      first = last + 1;
      continue;
    }
    // The latest beginning that is far enough back; a restart puts no counter of events back.
    while (first + 1 < last && end.at - result.samples[first + 1].at >= over) ++first;
    const StatusSample& begin = result.samples[first];
    if (end.at - begin.at < over || end.status.applied < begin.status.applied) continue;
    const auto events = static_cast<double>(end.status.applied - begin.status.applied);
    fastest = std::max(fastest, events / to_s(end.at - begin.at));
  }
  return fastest;
}

void add_drift(const DrillResult& result, std::vector<std::string>& reasons) {
  if (!result.calibration) return;
  const double seen = fastest_apply_seen(result);
  const double measured = result.calibration->apply_capacity_per_s;
  if (seen <= measured * kCapacityDrift) return;
  reasons.push_back(
      "this machine became faster after calibration: " + std::to_string(result.calibration->workers_seen) +
      " workers or fewer applied " + decimal(seen, 0) + " events/s, measured were " + decimal(measured, 0) +
      "/s, so the loads were lighter than meant; run it again");
}

void add_invalid_reasons(const DrillResult& result, std::vector<std::string>& reasons) {
  if (!result.failure.empty()) reasons.push_back(result.failure);
  if (result.interrupted) reasons.emplace_back("the run was interrupted");
  for (const StepRecord& step : result.steps) {
    if (step.started && !step.ok) reasons.push_back("step \"" + step.name + "\" failed: " + step.outcome);
    if (!step.started && !result.interrupted) reasons.push_back("step \"" + step.name + "\" was never executed");
  }
  if (!result.lateness.within(result.drill.max_lateness)) {
    reasons.push_back(
        "the load generator itself was late: " + decimal(to_ms(result.lateness.histogram.quantile(0.99)), 1) +
        " ms at the 99th percentile, " + decimal(to_ms(result.drill.max_lateness), 1) + " ms allowed");
  }
  if (!result.accounting.closes() || !result.core_accounting.closes()) {
    reasons.emplace_back("planned operations do not equal those that ended plus those in flight");
  }
  for (const PhaseSummary& summary : result.phase_summaries) {
    const std::optional<double> ratio = summary.core.goodput_ratio;
    if (summary.phase.name != kBaselinePhase || !ratio || *ratio >= kHealthyBaseline) continue;
    reasons.push_back("the core was not healthy in the baseline (" + decimal(*ratio * 100, 1) +
                      "% of its operations succeeded, " + decimal(kHealthyBaseline * 100) +
                      "% needed), so there is nothing to compare with; is the machine busy?");
  }
  add_drift(result, reasons);
  if (!result.events) {
    reasons.emplace_back("the event counters could not be read at the end");
  } else if (!result.events->closes()) {
    reasons.push_back("events do not add up: " + std::to_string(result.events->lost()) + " lost");
  }
}

}  // namespace

int RunVerdict::exit_status() const {
  switch (outcome) {
    case RunOutcome::pass:
      return 0;
    case RunOutcome::fail:
      return 1;
    case RunOutcome::invalid:
      break;
  }
  return 3;
}

RunVerdict judge(const DrillResult& result) {
  RunVerdict verdict;
  add_invalid_reasons(result, verdict.reasons);
  if (!verdict.reasons.empty()) return verdict;
  for (const ExpectationResult& expectation : result.expectations) {
    if (expectation.verdict == Verdict::yes) continue;
    verdict.reasons.push_back("\"" + expectation.name + "\" is " + std::string(to_string(expectation.verdict)) +
                              ": required " + expectation.required + ", observed " + expectation.observed);
  }
  verdict.outcome = verdict.reasons.empty() ? RunOutcome::pass : RunOutcome::fail;
  return verdict;
}

}  // namespace souk::domain
