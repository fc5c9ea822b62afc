#include "domain/verdict.hpp"

#include "domain/drill_result.hpp"

namespace souk::domain {
namespace {

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
