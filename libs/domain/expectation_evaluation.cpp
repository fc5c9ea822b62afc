#include "domain/expectation_evaluation.hpp"

#include <algorithm>
#include <map>

#include "domain/duration.hpp"

namespace souk::domain {
namespace {

std::optional<double> run_value(Metric metric, const DrillResult& result) {
  if (metric == Metric::discrepancies) {
    if (!result.reconciliation) return std::nullopt;
    return static_cast<double>(result.reconciliation->discrepancies.size());
  }
  if (metric == Metric::lost) {
    if (!result.events) return std::nullopt;
    return static_cast<double>(result.events->lost());
  }
  const Accounting& sums = result.accounting;
  if (metric == Metric::failed) return static_cast<double>(sums.error + sums.timeout + sums.shed + sums.dropped);
  const std::uint64_t ended = sums.ok + sums.error + sums.timeout + sums.shed + sums.dropped + sums.in_flight;
  return static_cast<double>(sums.planned) - static_cast<double>(ended);
}

std::optional<double> bound_value(const Expectation& expectation, const DrillResult& result, const Timeline& timeline) {
  if (!expectation.bound.of_baseline) return expectation.bound.quantity.resolve(result.measurements);
  const auto baseline = timeline.phase(kBaselinePhase);
  if (!baseline) return std::nullopt;
  auto reference = timeline.overall(expectation.metric, *baseline);
  if (!reference) return std::nullopt;
  if (!expectation.bound.second_control.empty()) {
    const auto control = timeline.phase(expectation.bound.second_control);
    if (!control) return std::nullopt;
    const auto later = timeline.overall(expectation.metric, *control);
    if (!later) return std::nullopt;
    const bool from_above =
        expectation.comparison == Comparison::at_most || expectation.comparison == Comparison::below;
    reference = from_above ? std::max(*reference, *later) : std::min(*reference, *later);
  }
  return *reference * expectation.bound.quantity.value;
}

struct Stretch {
  std::size_t sure = 0;      // longest run of windows in which the comparison was seen to hold
  std::size_t possible = 0;  // longest run when windows without data are counted as holding
};

Stretch longest_stretch(const Expectation& expectation, double bound, TimeSpan span, const Timeline& timeline) {
  std::map<std::int64_t, double> by_window;
  for (const TimedValue& value : timeline.values(expectation.metric, span)) {
    by_window[value.at / timeline.resolution()] = value.value;
  }
  Stretch longest;
  std::size_t sure = 0, possible = 0;
  for (const Nanos middle : timeline.middles_in(span)) {
    const auto found = by_window.find(middle / timeline.resolution());
    const bool has_data = found != by_window.end();
    const bool holds = has_data && compare(found->second, expectation.comparison, bound);
    sure = holds ? sure + 1 : 0;
    possible = holds || !has_data ? possible + 1 : 0;
    longest.sure = std::max(longest.sure, sure);
    longest.possible = std::max(longest.possible, possible);
  }
  return longest;
}

std::string required_text(const Expectation& expectation, std::optional<double> bound) {
  std::string text = text_of(expectation);
  const bool relative = expectation.bound.of_baseline || expectation.bound.quantity.of != Measure::none;
  if (relative && bound) text += " (here " + format_value(expectation.metric, *bound) + ")";
  return text;
}

// "max x >= b" holds as soon as one window shows it, whatever the windows without data would have shown.
bool is_proven_by_one(const Expectation& expectation) {
  const bool lower_bound =
      expectation.comparison == Comparison::at_least || expectation.comparison == Comparison::above;
  const bool upper_bound = expectation.comparison == Comparison::at_most || expectation.comparison == Comparison::below;
  return (expectation.aggregator == Aggregator::max && lower_bound) ||
         (expectation.aggregator == Aggregator::min && upper_bound);
}

}  // namespace

ExpectationResult evaluate_expectation(const Expectation& expectation, const DrillResult& result,
                                       const Timeline& timeline) {
  ExpectationResult judged;
  judged.name = expectation.name;
  judged.file = expectation.file;
  judged.line = expectation.line;
  const std::optional<double> bound = bound_value(expectation, result, timeline);
  judged.required = required_text(expectation, bound);
  if (!bound) {
    judged.observed = "no data for the bound";
    return judged;
  }

  if (is_run_metric(expectation.metric)) {
    const auto observed = run_value(expectation.metric, result);
    if (!observed) {
      judged.observed = "no data";
      return judged;
    }
    judged.observed = format_value(expectation.metric, *observed);
    judged.verdict = verdict_of(compare(*observed, expectation.comparison, *bound));
    return judged;
  }

  judged.from = timeline.resolve(expectation.from, true);
  judged.until = timeline.resolve(expectation.until, false);
  if (!judged.from || !judged.until) {
    judged.observed = text_of(judged.from ? expectation.until : expectation.from) + " did not happen in this run";
    return judged;
  }
  const TimeSpan span{*judged.from, *judged.until};
  const std::size_t windows = timeline.middles_in(span).size();
  const auto in_words = [&timeline](std::size_t count) {
    return duration_in_words(timeline.resolution() * static_cast<std::int64_t>(count));
  };
  if (windows == 0) {
    judged.observed = "shorter than one window of " + in_words(1);
    return judged;
  }

  if (expectation.for_at_least > Nanos{0}) {
    const std::size_t needed = windows_needed(expectation.for_at_least, timeline.resolution());
    const Stretch longest = longest_stretch(expectation, *bound, span, timeline);
    judged.observed = "held for " + in_words(longest.sure);
    if (longest.sure >= needed) {
      judged.verdict = Verdict::yes;
    } else if (longest.possible >= needed) {
      judged.observed += ", with gaps in the data";
    } else {
      judged.verdict = Verdict::no;
    }
    return judged;
  }

  const std::size_t with_data = timeline.values(expectation.metric, span).size();
  const auto observed = timeline.aggregate(expectation.metric, expectation.aggregator, span);
  const bool proven = observed && is_proven_by_one(expectation) && compare(*observed, expectation.comparison, *bound);
  if (!observed || (with_data * 2 < windows && !proven)) {
    judged.observed = "no data in " + in_words(windows - std::min(windows, with_data)) + " of " + in_words(windows);
    return judged;
  }
  judged.observed = format_value(expectation.metric, *observed);
  judged.verdict = verdict_of(compare(*observed, expectation.comparison, *bound));
  return judged;
}

}  // namespace souk::domain
