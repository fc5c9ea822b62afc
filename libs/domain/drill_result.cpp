#include "domain/drill_result.hpp"

#include <algorithm>

#include "domain/expectation_evaluation.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {

std::int64_t EventsAccounting::lost() const {
  const auto gap =
      static_cast<std::int64_t>(accepted) - static_cast<std::int64_t>(applied + backlog + quarantined + duplicates);
  if (gap < 0) return gap;
  const std::uint64_t accepted_in_run = accepted - std::min(accepted, accepted_before);
  const std::uint64_t missing = acknowledged - std::min(acknowledged, accepted_in_run);
  return gap + static_cast<std::int64_t>(missing);
}

void evaluate(DrillResult& result, const std::optional<TwinReport>& twin) {
  const Timeline timeline(result);
  result.phase_summaries.clear();
  for (const PhaseRecord& phase : result.phases) {
    const TimeSpan span{phase.start, phase.end};
    result.phase_summaries.push_back(
        {phase, timeline.core(span), timeline.max_backlog(span), timeline.max_workers(span)});
  }
  result.expectations.clear();
  for (const Expectation& expectation : result.drill.expectations) {
    result.expectations.push_back(evaluate_expectation(expectation, result, timeline));
  }
  result.metastability = certify(result, timeline, twin);
  result.verdict = judge(result);
}

}  // namespace souk::domain
