#include "report/json_report.hpp"

#include <cmath>

#include "report/incident_figures.hpp"
#include "report/text.hpp"

namespace souk::report {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) { return json::string(clean(value)); }
json::value seconds(Nanos time) { return number(to_s(time)); }

template <class T>
json::value optional_number(const std::optional<T>& value) {
  if (!value) return nullptr;
  return number(static_cast<double>(*value));
}

json::value optional_seconds(const std::optional<Nanos>& time) {
  if (!time) return nullptr;
  return seconds(*time);
}

json::array strings(const std::vector<std::string>& lines) {
  json::array array;
  for (const std::string& line : lines) array.emplace_back(text(line));
  return array;
}

json::object accounting_json(const domain::Accounting& sums) {
  return {
      {"planned", sums.planned}, {"ok", sums.ok},           {"error", sums.error},         {"timeout", sums.timeout},
      {"shed", sums.shed},       {"dropped", sums.dropped}, {"in_flight", sums.in_flight}, {"attempts", sums.attempts},
      {"closes", sums.closes()}};
}

json::object events_json(const std::optional<domain::EventsAccounting>& events) {
  if (!events) {
    return {{"accepted", nullptr},   {"applied", nullptr}, {"backlog", nullptr},      {"quarantined", nullptr},
            {"duplicates", nullptr}, {"lost", nullptr},    {"acknowledged", nullptr}, {"accepted_before", nullptr}};
  }
  return {{"accepted", events->accepted},         {"applied", events->applied},
          {"backlog", events->backlog},           {"quarantined", events->quarantined},
          {"duplicates", events->duplicates},     {"lost", events->lost()},
          {"acknowledged", events->acknowledged}, {"accepted_before", events->accepted_before}};
}

json::object reconciliation_json(const std::optional<domain::ReconciliationReport>& report) {
  if (!report) return {{"checked", nullptr}, {"discrepancies", nullptr}, {"details", json::array()}};
  json::array details;
  for (const domain::Discrepancy& discrepancy : report->discrepancies) {
    details.push_back(json::object{{"subject", text(discrepancy.subject)},
                                   {"counted", discrepancy.counted},
                                   {"of_record", discrepancy.of_record}});
  }
  return {
      {"checked", report->checked}, {"discrepancies", report->discrepancies.size()}, {"details", std::move(details)}};
}

json::array expectations_json(const domain::DrillResult& result) {
  json::array array;
  for (const domain::ExpectationResult& expectation : result.expectations) {
    array.push_back(json::object{{"name", text(expectation.name)},
                                 {"verdict", to_string(expectation.verdict)},
                                 {"observed", text(expectation.observed)},
                                 {"required", text(expectation.required)},
                                 {"from_s", optional_seconds(expectation.from)},
                                 {"until_s", optional_seconds(expectation.until)},
                                 {"file", text(expectation.file)},
                                 {"line", expectation.line}});
  }
  return array;
}

json::array phases_json(const domain::DrillResult& result) {
  json::array array;
  for (const domain::PhaseSummary& summary : result.phase_summaries) {
    json::object core{{"planned", summary.core.planned},
                      {"ok", summary.core.ok},
                      {"goodput_per_s", number(summary.core.goodput_per_s)},
                      {"goodput_ratio", optional_number(summary.core.goodput_ratio)},
                      {"p50_ms", optional_number(summary.core.p50_ms)},
                      {"p99_ms", optional_number(summary.core.p99_ms)}};
    array.push_back(json::object{{"name", text(summary.phase.name)},
                                 {"description", text(summary.phase.description)},
                                 {"start_s", seconds(summary.phase.start)},
                                 {"end_s", seconds(summary.phase.end)},
                                 {"core", std::move(core)},
                                 {"backlog_max", optional_number(summary.backlog_max)},
                                 {"workers_max", optional_number(summary.workers_max)}});
  }
  return array;
}

json::array steps_json(const domain::DrillResult& result) {
  json::array array;
  for (const domain::StepRecord& step : result.steps) {
    array.push_back(json::object{{"name", text(step.name)},
                                 {"description", text(step.description)},
                                 {"planned_s", seconds(step.planned)},
                                 {"started_s", optional_seconds(step.started)},
                                 {"finished_s", optional_seconds(step.finished)},
                                 {"ok", step.ok},
                                 {"outcome", text(step.outcome)}});
  }
  return array;
}

json::object metastability_json(const domain::MetastabilityCertificate& certificate) {
  json::array conditions;
  for (const domain::MetastabilityCondition& condition : certificate.conditions) {
    conditions.push_back(json::object{{"name", text(condition.name)},
                                      {"verdict", to_string(condition.verdict)},
                                      {"evidence", text(condition.evidence)}});
  }
  return {{"certified", certificate.certified()}, {"conditions", std::move(conditions)}};
}

json::value calibration_json(const std::optional<domain::CalibrationResult>& calibration) {
  if (!calibration) return nullptr;
  return json::object{{"apply_capacity_per_s", number(calibration->apply_capacity_per_s)},
                      {"core_capacity_per_s", number(calibration->core_capacity_per_s)},
                      {"events_applied", calibration->events_applied},
                      {"apply_seconds", number(calibration->apply_seconds)},
                      {"steady", calibration->steady},
                      {"workers", calibration->workers_seen},
                      {"took_seconds", number(calibration->took_seconds)}};
}

json::object lateness_json(const domain::DrillResult& result) {
  const domain::Histogram& late = result.lateness.histogram;
  return {{"sessions", late.count()},
          {"p50_ms", number(to_ms(late.quantile(0.5)))},
          {"p99_ms", number(to_ms(late.quantile(0.99)))},
          {"max_ms", number(late.count() == 0 ? 0 : to_ms(late.max()))},
          {"bound_p99_ms", number(to_ms(result.drill.max_lateness))},
          {"within", result.lateness.within(result.drill.max_lateness)}};
}

}  // namespace

json::value number(double value, int decimals) {
  if (!std::isfinite(value)) return nullptr;
  const double scale = std::pow(10.0, decimals);
  const double rounded = std::round(value * scale) / scale;
  if (rounded == std::floor(rounded) && std::abs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

json::object to_json(const domain::DrillResult& result) {
  json::object report;
  report["drill"] = text(result.drill.name);
  report["title"] = text(result.drill.title);
  report["world"] = text(result.world);
  report["substrate"] = text(result.substrate);
  report["seed"] = result.seed;
  report["verdict"] = to_string(result.verdict.outcome);
  report["reasons"] = strings(result.verdict.reasons);
  report["outcome"] = domain::kDrillOutcomeNames[static_cast<std::size_t>(result.drill.outcome)];
  report["started_at"] = iso_time(result.started_at);
  report["finished_at"] = iso_time(result.finished_at);
  report["length_s"] = seconds(result.length);
  report["resolution_s"] = seconds(result.resolution());
  report["interrupted"] = result.interrupted;
  report["expectations"] = expectations_json(result);
  report["accounting"] = accounting_json(result.accounting);
  report["core_accounting"] = accounting_json(result.core_accounting);
  report["retries"] = result.retries;
  report["events"] = events_json(result.events);
  report["reconciliation"] = reconciliation_json(result.reconciliation);
  report["metastability"] = metastability_json(result.metastability);
  report["phases"] = phases_json(result);
  report["steps"] = steps_json(result);
  report["calibration"] = calibration_json(result.calibration);
  report["measurements"] =
      json::object{{"apply_capacity_per_s", optional_number(result.measurements.apply_capacity_per_s)},
                   {"core_capacity_per_s", optional_number(result.measurements.core_capacity_per_s)},
                   {"baseline_p50_ms", optional_number(result.measurements.baseline_p50_ms)},
                   {"baseline_p99_ms", optional_number(result.measurements.baseline_p99_ms)}};
  report["incidents"] = incidents_json(result);
  report["lateness"] = lateness_json(result);
  report["rollback"] = strings(result.rollback);
  report["series"] = series_json(result);
  return report;
}

}  // namespace souk::report
