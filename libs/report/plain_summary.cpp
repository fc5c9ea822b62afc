#include "report/plain_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "domain/duration.hpp"
#include "domain/timeline.hpp"
#include "report/text.hpp"

namespace souk::report {
namespace {

constexpr double kDown = 0.5;  // core goodput ratio that counts as down in the summary

std::string percent(double ratio) { return domain::decimal(ratio * 100, 1) + "%"; }

std::string rounded(double value) { return grouped(static_cast<std::uint64_t>(std::llround(std::max(0.0, value)))); }

std::string core_text(const domain::CoreFigures& core) {
  if (!core.goodput_ratio) return "no core operations were planned";
  std::string text = percent(*core.goodput_ratio) + " of core operations succeeded";
  if (core.p99_ms)
    text += fmt::format(", p50 {} ms, p99 {} ms", domain::decimal(*core.p50_ms, 1), domain::decimal(*core.p99_ms, 1));
  return text;
}

std::string expectations_line(const domain::DrillResult& result) {
  std::size_t yes = 0, no = 0, unknown = 0;
  for (const auto& expectation : result.expectations) {
    yes += expectation.verdict == domain::Verdict::yes ? 1 : 0;
    no += expectation.verdict == domain::Verdict::no ? 1 : 0;
    unknown += expectation.verdict == domain::Verdict::unknown ? 1 : 0;
  }
  return fmt::format("Expectations: {} hold, {} do not, {} are unknown.", yes, no, unknown);
}

std::string capacity_line(const domain::DrillResult& result) {
  if (!result.calibration && result.drill.calibration.skip)
    return "This machine was not measured: the drill does without.";
  if (!result.calibration) return "This machine was not measured: the run ended before.";
  return fmt::format("This machine applies {} events/s one by one with {} workers, and serves {} core operations/s.",
                     rounded(result.calibration->apply_capacity_per_s), result.calibration->workers_seen,
                     rounded(result.calibration->core_capacity_per_s));
}

std::string baseline_line(const domain::DrillResult& result) {
  for (const auto& summary : result.phase_summaries) {
    if (summary.phase.name == domain::kBaselinePhase) return "Before: " + core_text(summary.core) + ".";
  }
  return "Before: no baseline was seen.";
}

std::string worst_line(const domain::DrillResult& result) {
  const domain::PhaseSummary* worst = nullptr;
  for (const auto& summary : result.phase_summaries) {
    if (!summary.core.goodput_ratio) continue;
    if (worst == nullptr || *summary.core.goodput_ratio < *worst->core.goodput_ratio) worst = &summary;
  }
  if (worst == nullptr) return "Worst: no phase has core figures.";
  std::string text = "Worst, in phase " + worst->phase.name + ": " + core_text(worst->core);
  if (worst->workers_max) text += fmt::format(", up to {} workers", grouped(*worst->workers_max));
  if (worst->backlog_max) text += fmt::format(" and {} waiting events", grouped(*worst->backlog_max));
  return text + ".";
}

std::string down_line(const domain::DrillResult& result, const domain::Timeline& timeline) {
  std::size_t run = 0, longest = 0;
  for (const auto& value : timeline.values(domain::Metric::core_goodput_ratio, {Nanos{0}, result.length})) {
    run = value.value <= kDown ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const bool in_seconds = result.resolution() == std::chrono::seconds(1);
  if (longest == 0) {
    return fmt::format("The shop was never down (at or below 50% of core operations in any {}).",
                       in_seconds ? "second" : "window of " + domain::duration_in_words(result.resolution()));
  }
  return fmt::format("The shop was down (at or below 50% of core operations) for up to {} in a row.",
                     domain::duration_in_words(result.resolution() * static_cast<std::int64_t>(longest)));
}

std::string end_line(const domain::DrillResult& result) {
  if (result.phase_summaries.empty()) return "After: no phase was seen.";
  const auto& last = result.phase_summaries.back();
  return "After, in phase " + last.phase.name + ": " + core_text(last.core) + ".";
}

std::string operations_line(const domain::DrillResult& result) {
  const domain::Accounting& sums = result.accounting;
  return fmt::format(
      "Operations: {} planned = {} ok + {} error + {} timeout + {} shed + {} dropped + {} in flight; the sum {}.",
      grouped(sums.planned), grouped(sums.ok), grouped(sums.error), grouped(sums.timeout), grouped(sums.shed),
      grouped(sums.dropped), grouped(sums.in_flight), sums.closes() ? "closes" : "does NOT close");
}

std::string events_line(const domain::DrillResult& result) {
  if (!result.events) return "Events: the service could not be read at the end.";
  const domain::EventsAccounting& events = *result.events;
  return fmt::format("Events: {} accepted = {} applied + {} waiting + {} quarantined + {} duplicates; {} lost.",
                     grouped(events.accepted), grouped(events.applied), grouped(events.backlog),
                     grouped(events.quarantined), grouped(events.duplicates), events.lost());
}

std::string counts_line(const domain::DrillResult& result) {
  if (!result.reconciliation) return "Install counts were not reconciled in this run.";
  return fmt::format("Install counts against the installs of record: {} checked, {} discrepancies.",
                     grouped(result.reconciliation->checked), grouped(result.reconciliation->discrepancies.size()));
}

std::string certificate_line(const domain::DrillResult& result) {
  const auto& certificate = result.metastability;
  if (certificate.conditions.empty()) return "Metastability: this drill asks for no certificate.";
  if (certificate.certified()) return "Metastability: certified, every condition was seen.";
  std::string open;
  for (const auto& condition : certificate.conditions) {
    if (condition.verdict == domain::Verdict::yes) continue;
    if (!open.empty()) open += "; ";
    open += fmt::format("\"{}\" is {}", condition.name, domain::to_string(condition.verdict));
  }
  return "Metastability: not certified, " + open + ".";
}

}  // namespace

std::string headline(const domain::DrillResult& result) {
  switch (result.verdict.outcome) {
    case domain::RunOutcome::invalid:
      return "This run proves nothing: " +
             (result.verdict.reasons.empty() ? "it is invalid" : result.verdict.reasons.front()) + ".";
    case domain::RunOutcome::fail:
      return fmt::format("What this drill expects was not seen: {} of {} expectations do not hold.",
                         result.verdict.reasons.size(), result.expectations.size());
    case domain::RunOutcome::pass:
      break;
  }
  switch (result.drill.outcome) {
    case domain::DrillOutcome::recovers:
      return "The outage happened, and the cure worked.";
    case domain::DrillOutcome::stays_healthy:
      return "The shop stayed healthy.";
    case domain::DrillOutcome::still_down:
      break;
  }
  return "Still down at the end, as this drill expects.";
}

std::vector<std::string> summary_lines(const domain::DrillResult& result) {
  const domain::Timeline timeline(result);
  std::string verdict(domain::to_string(result.verdict.outcome));
  std::transform(verdict.begin(), verdict.end(), verdict.begin(),
                 [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
  std::vector<std::string> lines{verdict + ": " + headline(result) + " " + expectations_line(result),
                                 capacity_line(result),
                                 baseline_line(result),
                                 worst_line(result),
                                 down_line(result, timeline),
                                 end_line(result),
                                 operations_line(result),
                                 events_line(result),
                                 counts_line(result),
                                 certificate_line(result)};
  for (std::string& line : lines) {
    line = clean(line);
    std::replace(line.begin(), line.end(), '\n', ' ');
  }
  return lines;
}

std::string plain_summary(const domain::DrillResult& result) {
  std::string text;
  for (const std::string& line : summary_lines(result)) text += line + "\n";
  return text;
}

}  // namespace souk::report
