#include "report/html_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "report/text.hpp"

namespace souk::report {
namespace {

constexpr std::size_t kMostDiscrepancies = 50;  // shown; report.json has them all

std::string moment(std::optional<Nanos> at, const domain::DrillResult& result) {
  return at ? clock_text(*at, result.length) : "&ndash;";
}

std::string span(Nanos from, Nanos until, const domain::DrillResult& result) {
  return moment(from, result) + "&ndash;" + moment(until, result) + std::string(clock_unit(result.length));
}

std::string optional_text(const std::optional<double>& value, int decimals) {
  return value ? domain::decimal(*value, decimals) : "&ndash;";
}

std::string count_text(const std::optional<std::uint64_t>& value) { return value ? grouped(*value) : "&ndash;"; }

std::string verdict_cell(domain::Verdict verdict) {
  return fmt::format("<td><span class=\"verdict {0}\">{0}</span></td>", domain::to_string(verdict));
}

struct Column {
  std::string title;
  bool number = false;
};

std::string table(const std::vector<Column>& columns, const std::string& rows) {
  std::string head;
  for (const Column& column : columns) {
    head += fmt::format("<th{}>{}</th>", column.number ? " class=\"number\"" : "", column.title);
  }
  return fmt::format("<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>", head,
                     rows);
}

std::string cell(const std::string& html) { return "<td>" + html + "</td>"; }
std::string number_cell(const std::string& html) { return "<td class=\"number\">" + html + "</td>"; }

// Two columns: what, and how much.
std::string facts(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::string rows;
  for (const auto& [what, value] : lines) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td></tr>", what, value);
  }
  return "<table class=\"facts\"><tbody>" + rows + "</tbody></table>";
}

std::string named(const std::string& name, const std::string& description) {
  std::string html = "<strong>" + escape(name) + "</strong>";
  if (!description.empty()) html += "<div class=\"note\">" + escape(description) + "</div>";
  return html;
}

}  // namespace

std::string expectations_table(const domain::DrillResult& result) {
  std::string rows;
  for (const domain::ExpectationResult& expectation : result.expectations) {
    const std::string window =
        expectation.from && expectation.until ? span(*expectation.from, *expectation.until, result) : "run";
    rows += "<tr>" + verdict_cell(expectation.verdict) + cell(escape(expectation.name)) +
            number_cell(escape(expectation.observed)) + cell(escape(expectation.required)) + number_cell(window) +
            "</tr>";
  }
  return table({{"Verdict"}, {"Expectation"}, {"Observed", true}, {"Required"}, {"Window", true}}, rows);
}

std::string phases_table(const domain::DrillResult& result) {
  std::string rows;
  for (const domain::PhaseSummary& summary : result.phase_summaries) {
    const domain::CoreFigures& core = summary.core;
    const std::string ratio = core.goodput_ratio ? domain::decimal(*core.goodput_ratio * 100, 1) + "%" : "&ndash;";
    rows += "<tr>" + cell(named(summary.phase.name, summary.phase.description)) +
            number_cell(span(summary.phase.start, summary.phase.end, result)) + number_cell(ratio) +
            number_cell(domain::decimal(core.goodput_per_s, core.goodput_per_s < 1 ? 3 : 1)) +
            number_cell(optional_text(core.p50_ms, 1)) + number_cell(optional_text(core.p99_ms, 1)) +
            number_cell(count_text(summary.backlog_max)) + number_cell(count_text(summary.workers_max)) + "</tr>";
  }
  return table({{"Phase"},
                {"Time", true},
                {"Core goodput", true},
                {"ok/s", true},
                {"p50 ms", true},
                {"p99 ms", true},
                {"Backlog, most", true},
                {"Workers, most", true}},
               rows);
}

std::string certificate_table(const domain::DrillResult& result) {
  if (result.metastability.conditions.empty()) return "<p>This drill asks for no certificate.</p>";
  std::string rows;
  for (const domain::MetastabilityCondition& condition : result.metastability.conditions) {
    rows += "<tr>" + verdict_cell(condition.verdict) + cell(escape(condition.name)) + cell(escape(condition.evidence)) +
            "</tr>";
  }
  const std::string_view answer = result.metastability.certified()
                                      ? "<p><strong>Certified metastable:</strong> every condition was seen.</p>"
                                      : "<p><strong>Not certified:</strong> every condition has to be true.</p>";
  return std::string(answer) + table({{"Verdict"}, {"Condition"}, {"Evidence"}}, rows);
}

std::string steps_table(const domain::DrillResult& result) {
  std::string rows;
  for (const domain::StepRecord& step : result.steps) {
    const std::string_view state = !step.started ? "unknown" : (step.ok ? "true" : "false");
    const std::string_view word = !step.started ? "skipped" : (step.ok ? "done" : "failed");
    rows += fmt::format("<tr><td><span class=\"verdict {}\">{}</span></td>", state, word) +
            cell(named(step.name, step.description)) + number_cell(moment(step.planned, result)) +
            number_cell(moment(step.started, result)) + number_cell(moment(step.finished, result)) +
            cell(escape(step.outcome)) + "</tr>";
  }
  const std::string unit(clock_unit(result.length));
  return table(
      {{""}, {"Step"}, {"Planned" + unit, true}, {"Started" + unit, true}, {"Finished" + unit, true}, {"Outcome"}},
      rows);
}

std::string accounting_table(const domain::DrillResult& result) {
  std::string rows;
  const auto row = [](std::string_view name, const domain::Accounting& sums) {
    return fmt::format("<tr><th scope=\"row\">{}</th>", name) + number_cell(grouped(sums.planned)) +
           number_cell(grouped(sums.ok)) + number_cell(grouped(sums.error)) + number_cell(grouped(sums.timeout)) +
           number_cell(grouped(sums.shed)) + number_cell(grouped(sums.dropped)) + number_cell(grouped(sums.in_flight)) +
           number_cell(grouped(sums.attempts)) + number_cell(sums.closes() ? "yes" : "<strong>no</strong>") + "</tr>";
  };
  rows += row("Core: installs, upgrades, renewals", result.core_accounting);
  rows += row("All operations", result.accounting);
  return table({{""},
                {"Planned", true},
                {"ok", true},
                {"error", true},
                {"timeout", true},
                {"shed", true},
                {"dropped", true},
                {"in flight", true},
                {"Attempts", true},
                {"Closes", true}},
               rows);
}

std::string events_table(const domain::DrillResult& result) {
  if (!result.events) return "<p>The service could not be read at the end of the run.</p>";
  const domain::EventsAccounting& events = *result.events;
  return facts({{"Accepted (durable in the log)", grouped(events.accepted)},
                {"Applied", grouped(events.applied)},
                {"Waiting (backlog)", grouped(events.backlog)},
                {"Quarantined", grouped(events.quarantined)},
                {"Duplicates", grouped(events.duplicates)},
                {"Acknowledged to this run's clients", grouped(events.acknowledged)},
                {"Lost", std::to_string(events.lost())}});
}

std::string calibration_table(const domain::DrillResult& result) {
  if (!result.calibration) return "<p>The run ended before this machine was measured.</p>";
  const domain::CalibrationResult& calibration = *result.calibration;
  const domain::Histogram& late = result.lateness.histogram;
  return facts({{fmt::format("Events applied one by one, {} workers", calibration.workers_seen),
                 domain::decimal(calibration.apply_capacity_per_s, 0) + "/s" +
                     (calibration.steady ? "" : " (the measurements did not agree)")},
                {"Core operations alone", domain::decimal(calibration.core_capacity_per_s, 0) + "/s"},
                {"Core latency in the baseline, p50", optional_text(result.measurements.baseline_p50_ms, 2) + " ms"},
                {"Core latency in the baseline, p99", optional_text(result.measurements.baseline_p99_ms, 2) + " ms"},
                {"Generator's own lateness, p99", domain::decimal(to_ms(late.quantile(0.99)), 2) + " ms"},
                {"Lateness allowed, p99", domain::decimal(to_ms(result.drill.max_lateness), 1) + " ms"},
                {"Calibration took", domain::decimal(calibration.took_seconds, 1) + " s"}});
}

std::string discrepancies_table(const domain::DrillResult& result) {
  if (!result.reconciliation || result.reconciliation->discrepancies.empty()) return {};
  const auto& all = result.reconciliation->discrepancies;
  std::string rows;
  for (std::size_t i = 0; i < std::min(all.size(), kMostDiscrepancies); ++i) {
    rows += "<tr>" + cell(escape(all[i].subject)) + number_cell(std::to_string(all[i].counted)) +
            number_cell(std::to_string(all[i].of_record)) + "</tr>";
  }
  return table({{"Subject"}, {"Counted", true}, {"Of record", true}}, rows);
}

}  // namespace souk::report
