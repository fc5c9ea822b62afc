// The actions of a drill's steps.
#include <utility>

#include "app/drill_runner.hpp"
#include "domain/timeline.hpp"

namespace souk::app {

Task<void> DrillRunner::execute(const domain::DrillStep& step) {
  const auto index = static_cast<std::size_t>(&step - result_.drill.steps.data());
  result_.steps[index].started = clock_time();
  bool ok = true;
  std::string outcome;
  for (const domain::StepAction& action : step.actions) {
    Result<std::string> done = co_await perform(action, step);
    if (!outcome.empty()) outcome += "; ";
    outcome += done ? *done : done.error().detail;
    ok = ok && done.has_value();
    if (!ok) break;
  }
  domain::StepRecord& record = result_.steps[index];
  record.finished = clock_time();
  record.ok = ok;
  record.outcome = step.actions.empty() ? "mark" : outcome;
  observer_.on_step(record);
}

Task<Result<std::string>> DrillRunner::perform(const domain::StepAction& action, const domain::DrillStep& step) {
  if (const auto* change = std::get_if<domain::LoadChange>(&action)) co_return change_load(*change);
  if (const auto* phase = std::get_if<domain::PhaseStart>(&action)) {
    start_phase(phase->phase, step.description);
    co_return "phase " + phase->phase;
  }
  if (const auto* flag = std::get_if<domain::FlagSetting>(&action)) {
    const std::string why = "drill " + result_.drill.name + ", step " + step.name;
    Result<void> done = co_await knobs_->set_flag(flag->key, flag->value, why);
    if (!done) co_return fail(done.error().code, "flag " + flag->key + ": " + done.error().detail);
    co_return flag->key + " = " + flag->value;
  }
  if (const auto* setting = std::get_if<domain::ControllerSetting>(&action)) {
    Result<std::string> done = co_await change_setting(*setting);
    co_return done;
  }
  if (const auto* service = std::get_if<domain::ServiceAction>(&action)) {
    Result<std::string> done = co_await act_on_service(*service);
    co_return done;
  }
  if (const auto* faults = std::get_if<domain::Faults>(&action)) {
    const std::string text = domain::text_of(*faults);
    faults_set_ = true;
    Result<void> done = co_await cluster_.set_faults(*faults);
    if (!done) co_return fail(done.error().code, "faults: " + done.error().detail);
    co_return text;
  }
  if (const auto* incident = std::get_if<domain::IncidentAction>(&action)) {
    Result<std::string> done = co_await change_incident(incident->command);
    co_return done;
  }
  if (const auto* vendors = std::get_if<domain::VendorAction>(&action)) {
    const std::string name(domain::kVendorActionNames[static_cast<std::size_t>(*vendors)]);
    Result<std::string> done = co_await cluster_.review_vendors(*vendors);
    if (!done) co_return fail(done.error().code, "vendors: " + name + ": " + done.error().detail);
    co_return "vendors: " + name + ": " + *done;
  }
  if (std::holds_alternative<domain::DeployAction>(action)) {
    Result<void> done = co_await cluster_.deploy();
    if (!done) co_return fail(done.error().code, "deployment: " + done.error().detail);
    co_return "deployed";
  }
  Result<std::string> done = co_await reconcile();
  co_return done;
}

Result<std::string> DrillRunner::change_load(const domain::LoadChange& change) {
  const domain::PlannedClass* planned = result_.drill.find_class(change.class_name);
  if (planned == nullptr) return fail(Errc::not_found, "no class " + change.class_name);
  const auto rate = change.rate.sessions_per_s(result_.measurements, planned->user_class.events_per_agent);
  if (!rate) return fail(Errc::unavailable, change.rate.quantity.text() + " was not measured");
  domain::Arrivals arrivals;
  arrivals.kind = change.kind.value_or(planned->user_class.arrivals.kind);
  arrivals.rate_per_s = *rate;
  arrivals.ramp = change.ramp;
  if (!load_.set_arrivals(change.class_name, arrivals)) {
    return fail(Errc::not_found, "the load has no class " + change.class_name);
  }
  std::string text = change.class_name + " at " + change.rate.quantity.text();
  if (change.rate.quantity.of != domain::Measure::none || change.rate.in_events) {
    text += " (" + domain::decimal(*rate, 1) + " sessions/s)";
  }
  return text;
}

Task<Result<std::string>> DrillRunner::change_setting(domain::ControllerSetting setting) {
  const auto value = setting.value.resolve(result_.measurements);
  if (!value) co_return fail(Errc::unavailable, setting.value.text() + " was not measured");
  Result<void> done = co_await knobs_->set_setting(setting.name, *value);
  if (!done) co_return fail(done.error().code, "setting " + setting.name + ": " + done.error().detail);
  co_return setting.name + " = " + domain::decimal(*value);
}

Task<Result<std::string>> DrillRunner::act_on_service(domain::ServiceAction action) {
  using domain::ServiceAction;
  const std::string name(domain::kServiceActionNames[static_cast<std::size_t>(action)]);
  if (action == ServiceAction::stop || action == ServiceAction::restart) {
    service_down_ = true;
    Result<void> stopped = co_await cluster_.stop();
    if (!stopped) co_return fail(stopped.error().code, name + ": " + stopped.error().detail);
  }
  if (action == ServiceAction::kill) {
    service_down_ = true;
    Result<void> killed = co_await cluster_.kill();
    if (!killed) co_return fail(killed.error().code, name + ": " + killed.error().detail);
  }
  if (action == ServiceAction::start || action == ServiceAction::restart) {
    Result<void> started = co_await cluster_.start();
    if (!started) co_return fail(started.error().code, name + ": " + started.error().detail);
    service_down_ = false;
    Result<void> settings = co_await knobs_->reapply_settings();
    if (!settings) co_return fail(settings.error().code, "settings after " + name + ": " + settings.error().detail);
  }
  co_return "service: " + name;
}

Task<Result<std::string>> DrillRunner::reconcile() {
  Result<domain::ReconciliationReport> report = co_await cluster_.reconcile();
  if (!report) co_return report.error();
  result_.reconciliation = std::move(*report);
  co_return "reconciled: " + std::to_string(result_.reconciliation->checked) + " checked, " +
      std::to_string(result_.reconciliation->discrepancies.size()) + " discrepancies";
}

Task<Result<std::string>> DrillRunner::change_incident(domain::IncidentCommand command) {
  const std::string what = "incident " + command.incident + ": " + std::string(domain::verb_of(command));
  command.who = "drill " + result_.drill.name;
  Result<domain::Incident> incident = co_await cluster_.change_incident(std::move(command));
  if (!incident) co_return fail(incident.error().code, what + ": " + incident.error().detail);
  const std::string state(domain::to_string(incident->state()));
  remember(std::move(*incident));
  co_return what + " (" + state + ")";
}

void DrillRunner::start_phase(const std::string& phase, const std::string& description) {
  end_phase();
  const Nanos now = clock_time();
  result_.phases.push_back({phase, description, now, now});
  phase_open_ = true;
}

void DrillRunner::end_phase() {
  if (!phase_open_) return;
  phase_open_ = false;
  domain::PhaseRecord& phase = result_.phases.back();
  phase.end = steps_done_ ? result_.length : clock_time();
  if (phase.name != domain::kBaselinePhase) return;
  // Later steps may refer to what was just measured.
  result_.windows = load_.windows();
  const domain::CoreFigures core = domain::Timeline(result_).core({phase.start, phase.end});
  result_.measurements.baseline_p50_ms = core.p50_ms;
  result_.measurements.baseline_p99_ms = core.p99_ms;
}

}  // namespace souk::app
