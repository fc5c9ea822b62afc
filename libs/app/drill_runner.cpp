#include "app/drill_runner.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "app/drill_runner_calibration.hpp"
#include "domain/settings.hpp"

namespace souk::app {
namespace {
constexpr Nanos kReadEvery = std::chrono::milliseconds(250);  // of readings after the clock has stopped
constexpr Nanos kStopCheckEvery = std::chrono::milliseconds(100);
constexpr Nanos kDrainWhenStopped = std::chrono::seconds(2);
constexpr int kFinalReadings = 20;
constexpr int kEmptyReadings = 4;
}  // namespace

std::map<std::string, double> default_settings() {
  std::map<std::string, double> values;
  for (const domain::SettingDefinition& definition : domain::setting_definitions()) {
    values[std::string(definition.name)] = definition.default_value;
  }
  return values;
}

DrillRunner::DrillRunner(ports::Clock& clock, ports::Cluster& cluster, LoadSource& load, DrillObserver& observer,
                         DrillRunnerOptions options)
    : clock_(clock), cluster_(cluster), load_(load), observer_(observer), options_(std::move(options)) {}

Task<domain::DrillResult> DrillRunner::run(domain::Drill drill) {
  result_.drill = std::move(drill);
  result_.world = options_.world;
  result_.substrate = options_.substrate;
  result_.seed = options_.seed;
  result_.started_at = clock_.unix_ms();
  co_await play();
  co_await finish();
  result_.finished_at = clock_.unix_ms();
  domain::evaluate(result_, options_.twin);
  co_return std::move(result_);
}

Task<void> DrillRunner::play() {
  const bool ready = co_await prepare();
  if (ready && !stop_requested_) co_await run_clock();
  result_.interrupted = stop_requested_;
}

Task<bool> DrillRunner::prepare() {
  Result<domain::ServiceStatus> status = co_await cluster_.status();
  if (!status) {
    result_.failure = "the service does not answer: " + status.error().detail;
    co_return false;
  }
  accepted_before_ = status->accepted;
  knobs_.emplace(clock_, cluster_, std::move(status->flags), options_.settings_before);

  if (!result_.drill.calibration.skip) {
    const bool measured = co_await calibrate();
    if (!measured) co_return false;
  }

  for (const domain::FlagSetting& flag : result_.drill.flags) {
    Result<void> done = co_await knobs_->set_flag(flag.key, flag.value, "drill " + result_.drill.name);
    if (!done) {
      result_.failure = "flag " + flag.key + " could not be set: " + done.error().detail;
      co_return false;
    }
  }
  for (const domain::ControllerSetting& setting : result_.drill.settings) {
    Result<std::string> done = co_await change_setting(setting);
    if (!done) {
      result_.failure = "setting " + setting.name + " could not be set: " + done.error().detail;
      co_return false;
    }
  }
  co_return true;
}

Task<bool> DrillRunner::calibrate() {
  observer_.on_stage("calibrating");
  DrillCalibration calibration(clock_, cluster_, load_, *knobs_, stop_requested_);
  Result<domain::CalibrationResult> calibrated = co_await calibration.run(result_.drill.calibration);
  if (!calibrated) {
    // A stop is reported as such, not as a failed calibration.
    if (!stop_requested_) result_.failure = "calibration failed: " + calibrated.error().detail;
    co_return false;
  }
  result_.calibration = *calibrated;
  result_.measurements.apply_capacity_per_s = calibrated->apply_capacity_per_s;
  result_.measurements.core_capacity_per_s = calibrated->core_capacity_per_s;
  co_return true;
}

bool DrillRunner::start_load() {
  for (const domain::PlannedClass& planned : result_.drill.workload) {
    domain::UserClass user_class = planned.user_class;
    const auto rate = planned.rate.sessions_per_s(result_.measurements, user_class.events_per_agent);
    if (!rate) {
      result_.failure = "the rate of class " + user_class.name + " refers to something that is not measured yet";
      return false;
    }
    user_class.arrivals.rate_per_s = *rate;
    load_.add_class(user_class);
    load_started_ = true;
  }
  return true;
}

Task<void> DrillRunner::run_clock() {
  using boost::asio::experimental::awaitable_operators::operator&&;
  observer_.on_stage("running");
  result_.zero = clock_.now();
  result_.zero_at = clock_.unix_ms();
  if (!start_load()) co_return;
  co_await (run_steps() && sample_until_done());
}

Task<void> DrillRunner::run_steps() {
  const std::vector<domain::DrillStep>& steps = result_.drill.steps;
  for (const domain::DrillStep& step : steps) {
    domain::StepRecord record;
    record.name = step.name;
    record.description = step.description;
    record.planned = step.at;
    record.outcome = "not executed";
    result_.steps.push_back(std::move(record));
  }
  for (const domain::DrillStep& step : steps) {
    const bool due = co_await wait_until(step.at);
    if (!due) break;
    co_await execute(step);
  }
  co_await wait_until(result_.drill.duration);
  result_.length = stop_requested_ ? std::min(clock_time(), result_.drill.duration) : result_.drill.duration;
  steps_done_ = true;
  end_phase();
}

Task<bool> DrillRunner::wait_until(Nanos clock) {
  const Instant due = result_.zero + clock;
  // Waking ten times a second through weeks of virtual time would cost more than the run.
  const Nanos check_every = result_.resolution() > domain::kFinestResolution ? sample_every() : kStopCheckEvery;
  while (!stop_requested_ && clock_.now() < due) {
    const Instant next = std::min(due, clock_.now() + check_every);
    co_await clock_.sleep_until(next);
  }
  co_return !stop_requested_;
}

Task<void> DrillRunner::sample_until_done() {
  while (!steps_done_ && clock_time() < result_.drill.duration) {
    const Nanos asked = clock_time();
    Result<domain::ServiceStatus> status = co_await cluster_.status();
    const Nanos answered = clock_time();
    publish(status ? &*status : nullptr);
    if (status) {
      status->flags.clear();  // larger than all the figures, and steps say what was set
      status->transactions.clear();
      status->telemetry.reset();
      result_.samples.push_back({asked + (answered - asked) / 2, std::move(*status)});
    }
    // The next multiple, so that a slow answer skips samples instead of shifting all later ones.
    const auto next = answered / sample_every() + 1;
    co_await clock_.sleep_until(result_.zero + sample_every() * next);
  }
}

Task<void> DrillRunner::finish() {
  if (load_started_) {
    observer_.on_stage("waiting for the last operations to end");
    const Nanos drain = stop_requested_ ? kDrainWhenStopped : result_.drill.end.drain_load;
    co_await load_.drain(clock_.now() + drain);
  }
  co_await heal_world();
  if (knobs_) {
    co_await start_service_again();
    if (load_started_ && !stop_requested_) co_await settle();
    co_await count_events();
    co_await read_incidents();
    observer_.on_stage("rolling back");
    const std::vector<std::string> back = co_await knobs_->roll_back("end of drill " + result_.drill.name);
    result_.rollback.insert(result_.rollback.end(), back.begin(), back.end());
  }
  result_.windows = load_.take_windows();
  result_.accounting = load_.totals();
  result_.core_accounting = load_.core_totals();
  result_.retries = load_.retries();
  result_.lateness = load_.lateness();
}

// A full disk or a cut way is the drill's own: what is counted from here on is what the service keeps without them.
Task<void> DrillRunner::heal_world() {
  if (!faults_set_) co_return;
  const Result<void> healed = co_await cluster_.set_faults(domain::no_faults());
  if (!healed) result_.rollback.push_back("faults: " + healed.error().detail);
}

Task<void> DrillRunner::start_service_again() {
  if (!service_down_) co_return;
  Result<void> started = co_await cluster_.start();
  service_down_ = !started;
  if (!started) result_.failure = "the service could not be started again: " + started.error().detail;
}

Task<void> DrillRunner::settle() {
  if (result_.drill.end.drain_backlog > Nanos{0}) {
    observer_.on_stage("waiting for the backlog to drain");
    co_await wait_for_backlog();
  }
  if (result_.drill.end.reconcile) {
    observer_.on_stage("reconciling");
    Result<std::string> reconciled = co_await reconcile();
    if (!reconciled) result_.failure = "reconciliation failed: " + reconciled.error().detail;
  }
}

Task<void> DrillRunner::wait_for_backlog() {
  const Instant deadline = clock_.now() + result_.drill.end.drain_backlog;
  // Events of the last installs may still be on their way from the outbox to the log, so one empty reading is not it.
  int empty_readings = 0;
  while (!stop_requested_ && clock_.now() < deadline) {
    Result<domain::ServiceStatus> status = co_await cluster_.status();
    empty_readings = status && status->backlog == 0 ? empty_readings + 1 : 0;
    if (empty_readings == kEmptyReadings) co_return;
    co_await clock_.sleep_for(kReadEvery);
  }
}

Task<void> DrillRunner::count_events() {
  // A reading may fall between an append and its acknowledgement, so one that does not close is asked again.
  for (int reading = 0; reading < kFinalReadings; ++reading) {
    Result<domain::ServiceStatus> status = co_await cluster_.status();
    if (status) {
      domain::EventsAccounting events;
      events.accepted = status->accepted;
      events.applied = status->applied;
      events.backlog = status->backlog;
      events.quarantined = status->quarantined;
      events.duplicates = status->duplicates;
      events.acknowledged = load_.events_acknowledged();
      events.accepted_before = accepted_before_;
      result_.events = events;
      if (events.closes()) co_return;
    }
    co_await clock_.sleep_for(kReadEvery);
  }
}

Task<void> DrillRunner::read_incidents() {
  Result<std::vector<domain::Incident>> incidents = co_await cluster_.incidents();
  if (incidents) {
    result_.incidents = std::move(*incidents);
  } else if (!result_.incidents.empty()) {
    result_.rollback.push_back("incidents are as they were last seen: " + incidents.error().detail);
  }
}

// The incidents as the runner's own commands left them, should nobody answer at the end.
void DrillRunner::remember(domain::Incident incident) {
  for (domain::Incident& known : result_.incidents) {
    if (known.name != incident.name) continue;
    known = std::move(incident);
    return;
  }
  result_.incidents.push_back(std::move(incident));
}

void DrillRunner::publish(const domain::ServiceStatus* status) {
  DrillProgress progress;
  progress.clock = clock_time();
  progress.duration = result_.drill.duration;
  if (phase_open_) progress.phase = result_.phases.back().name;
  if (status != nullptr) {
    progress.backlog = status->backlog;
    progress.workers = status->workers;
  }
  progress.flags_changed = knobs_->changed_flags();
  const std::vector<domain::LoadWindow>& windows = load_.windows();
  const Instant full_before = clock_.now() - result_.resolution();
  const auto newest = std::find_if(windows.rbegin(), windows.rend(),
                                   [full_before](const auto& window) { return window.start <= full_before; });
  if (newest != windows.rend()) {
    std::uint64_t ended = 0, ok = 0;
    domain::Histogram latency;
    for (const auto& [name, operation] : newest->operations) {
      if (!domain::is_core_operation(name)) continue;
      ended += operation.accounting.planned - operation.accounting.in_flight;
      ok += operation.accounting.ok;
      latency.merge(operation.latency);
    }
    if (ended > 0) {
      progress.core_goodput_ratio = static_cast<double>(ok) / static_cast<double>(ended);
      progress.core_goodput_per_s = static_cast<double>(ok) / to_s(result_.resolution());
    }
    if (latency.count() > 0) progress.core_p99_ms = to_ms(latency.quantile(0.99));
  }
  observer_.on_progress(progress);
}

}  // namespace souk::app
