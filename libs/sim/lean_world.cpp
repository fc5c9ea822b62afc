#include "sim/lean_world.hpp"

#include <algorithm>
#include <utility>

#include "domain/timeline.hpp"
#include "sim/lean_calibration.hpp"

namespace souk::sim {
namespace {

constexpr Nanos kDrainWhenStopped = std::chrono::seconds(2);

Error unknown(const std::string& what) {
  return fail(Errc::invalid_argument, "the lean model knows no " + what + "; leave --lean out");
}

Result<void> check_flag(const domain::FlagSetting& flag) {
  if (flag.key == "catch-up-control" && flag.value != "off" && flag.value != "false") {
    return unknown("catch-up controller (flag catch-up-control)");
  }
  if (flag.key == "analytics-ingest" && flag.value != "on" && flag.value != "true") {
    return unknown("ingest that is switched off (flag analytics-ingest)");
  }
  if (flag.key == "load-shedding" && flag.value != "off" && flag.value != "false") {
    return unknown("requests that are refused for load (flag load-shedding)");
  }
  if (flag.key == "processing-strategy" && flag.value == "row_by_row") {
    return unknown("strategy row_by_row (flag processing-strategy)");
  }
  return {};
}

Result<void> check_action(const domain::StepAction& action) {
  if (const auto* flag = std::get_if<domain::FlagSetting>(&action)) return check_flag(*flag);
  if (std::holds_alternative<domain::ServiceAction>(action)) return unknown("stops and starts of the service");
  if (std::holds_alternative<domain::ReconcileAction>(action)) return unknown("counts to reconcile");
  if (std::holds_alternative<domain::DeployAction>(action)) return unknown("deployments");
  if (std::holds_alternative<domain::Faults>(action)) return unknown("faults");
  return {};
}

}  // namespace

Result<void> lean_can_play(const domain::Drill& drill) {
  if (drill.queue != domain::EventQueue::journal) return unknown("queue in a table");
  for (const domain::FlagSetting& flag : drill.flags) {
    if (auto known = check_flag(flag); !known) return known;
  }
  for (const domain::DrillStep& step : drill.steps) {
    for (const domain::StepAction& action : step.actions) {
      if (auto known = check_action(action); !known) return known;
    }
  }
  return {};
}

LeanWorld::LeanWorld(const Model& model, const domain::Drill& drill, std::uint64_t seed)
    : machine_(model.at_speed(drill.machine.speed), ServiceOptions{}.database, seed),
      service_(machine_, ServiceOptions{}.paced(drill.resolution, drill.machine.speed)),
      users_(machine_, service_, seed, drill.resolution) {
  result_.drill = drill;
  result_.world = "lean";
  result_.seed = seed;
}

bool LeanWorld::fail_run(std::string why) {
  result_.failure = std::move(why);
  return false;
}

bool LeanWorld::calibrate() {
  if (result_.drill.calibration.skip) return true;
  const auto measured = calibrate_lean(machine_, service_, result_.drill.calibration);
  if (!measured) return fail_run("calibration failed: " + measured.error().detail);
  result_.calibration = *measured;
  result_.measurements.apply_capacity_per_s = measured->apply_capacity_per_s;
  result_.measurements.core_capacity_per_s = measured->core_capacity_per_s;
  return true;
}

Result<void> LeanWorld::set(const domain::ControllerSetting& setting) {
  const auto value = setting.value.resolve(result_.measurements);
  if (!value) return fail(Errc::unavailable, setting.value.text() + " was not measured");
  return service_.set_setting(setting.name, *value);
}

bool LeanWorld::set_up() {
  for (const domain::FlagSetting& flag : result_.drill.flags) {
    if (const auto done = service_.set_flag(flag.key, flag.value); !done) return fail_run(done.error().detail);
  }
  for (const domain::ControllerSetting& setting : result_.drill.settings) {
    if (const auto done = set(setting); !done) return fail_run(done.error().detail);
  }
  result_.zero = machine_.queue.now();
  for (const domain::PlannedClass& planned : result_.drill.workload) {
    domain::UserClass user_class = planned.user_class;
    const auto rate = planned.rate.sessions_per_s(result_.measurements, user_class.events_per_agent);
    if (!rate) return fail_run("the rate of class " + user_class.name + " was not measured");
    user_class.arrivals.rate_per_s = *rate;
    users_.add_class(user_class);
  }
  return true;
}

void LeanWorld::start_phase(const std::string& phase, const std::string& description) {
  end_phase(clock());
  result_.phases.push_back({phase, description, clock(), clock()});
  phase_open_ = true;
}

void LeanWorld::end_phase(Nanos end) {
  if (!std::exchange(phase_open_, false)) return;
  domain::PhaseRecord& phase = result_.phases.back();
  phase.end = end;
  if (phase.name != domain::kBaselinePhase) return;
  result_.windows = users_.ledger().windows();  // later steps may refer to what was just measured
  const domain::CoreFigures core = domain::Timeline(result_).core({phase.start, phase.end});
  result_.measurements.baseline_p50_ms = core.p50_ms;
  result_.measurements.baseline_p99_ms = core.p99_ms;
}

Result<void> LeanWorld::perform(const domain::StepAction& action, const domain::DrillStep& step) {
  if (const auto* phase = std::get_if<domain::PhaseStart>(&action)) {
    start_phase(phase->phase, step.description);
    return {};
  }
  if (const auto* flag = std::get_if<domain::FlagSetting>(&action)) return service_.set_flag(flag->key, flag->value);
  if (const auto* setting = std::get_if<domain::ControllerSetting>(&action)) return set(*setting);
  const auto* change = std::get_if<domain::LoadChange>(&action);
  if (change == nullptr) return unknown("such action");
  const domain::PlannedClass* planned = result_.drill.find_class(change->class_name);
  if (planned == nullptr) return fail(Errc::not_found, "no class " + change->class_name);
  const auto rate = change->rate.sessions_per_s(result_.measurements, planned->user_class.events_per_agent);
  if (!rate) return fail(Errc::unavailable, change->rate.quantity.text() + " was not measured");
  domain::Arrivals arrivals;
  arrivals.kind = change->kind.value_or(planned->user_class.arrivals.kind);
  arrivals.rate_per_s = *rate;
  arrivals.ramp = change->ramp;
  users_.set_arrivals(change->class_name, arrivals);
  return {};
}

void LeanWorld::execute(const domain::DrillStep& step, domain::StepRecord& record) {
  record.started = clock();
  record.ok = true;
  for (const domain::StepAction& action : step.actions) {
    if (const auto done = perform(action, step); !done) {
      record.ok = false;
      record.outcome = done.error().detail;
    }
  }
  record.finished = clock();
}

domain::DrillResult LeanWorld::play(const std::function<bool(const domain::RunSoFar&)>& enough) {
  const domain::Drill& drill = result_.drill;
  if (!calibrate() || !set_up()) return std::move(result_);
  for (const domain::DrillStep& step : drill.steps) {
    result_.steps.push_back({step.name, step.description, step.at, {}, {}, false, "not executed"});
  }
  std::size_t next_step = 0;
  const Nanos sample_every = drill.resolution / domain::kSamplesPerWindow;
  for (std::int64_t sample = 0; !result_.interrupted; ++sample) {
    const Nanos until = std::min(sample_every * sample, drill.duration);
    for (; next_step < drill.steps.size() && drill.steps[next_step].at <= until; ++next_step) {
      machine_.queue.run(result_.zero + drill.steps[next_step].at);
      execute(drill.steps[next_step], result_.steps[next_step]);
    }
    machine_.queue.run(result_.zero + until);
    if (until == drill.duration) break;
    const bool calm = phase_open_ && result_.phases.back().name == domain::kBaselinePhase;
    if (calm) calm_backlog_ = std::max(calm_backlog_, service_.backlog());
    const auto& windows = users_.ledger().windows();
    if (sample % domain::kSamplesPerWindow != 0 || windows.empty()) continue;
    result_.interrupted = enough({windows, result_.zero, clock(), service_.backlog(), calm_backlog_});
  }
  result_.length = clock();
  end_phase(result_.length);
  users_.stop_arrivals();
  const Nanos drain = result_.interrupted ? kDrainWhenStopped : drill.end.drain_load;
  for (const Instant stop = machine_.queue.now() + drain; users_.sessions() > 0 && machine_.queue.now() < stop;) {
    machine_.queue.run(std::min(stop, machine_.queue.now() + sample_every));
  }
  result_.windows = users_.ledger().take_windows();
  result_.accounting = users_.ledger().totals();
  result_.core_accounting = users_.ledger().core_totals();
  return std::move(result_);
}

}  // namespace souk::sim
