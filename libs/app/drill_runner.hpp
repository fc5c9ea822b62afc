// Plays a drill: calibrates, starts the load, executes the steps on an absolute clock while it samples the service,
// puts back what it changed and evaluates what it saw. Everything happens on the caller's executor, in the time of the
// Clock port, so the same code runs live and simulated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "app/drill_observer.hpp"
#include "app/drill_runner_knobs.hpp"
#include "app/load_source.hpp"
#include "domain/drill_result.hpp"
#include "ports/clock.hpp"
#include "ports/cluster.hpp"

namespace souk::app {

// What the settings of a service are when nobody changed them.
std::map<std::string, double> default_settings();

struct DrillRunnerOptions {
  std::string world = "live";
  std::string substrate = "embedded";
  std::uint64_t seed = 1;
  // Values of the controllers' settings before the run, so that they can be put back.
  std::map<std::string, double> settings_before = default_settings();
  std::optional<domain::TwinReport> twin;
};

class DrillRunner {
 public:
  // The cluster is up, the load idle; all outlive the runner. One runner plays one drill. Calls of the cluster have to
  // end by themselves: the runner waits for each.
  DrillRunner(ports::Clock& clock, ports::Cluster& cluster, LoadSource& load, DrillObserver& observer,
              DrillRunnerOptions options);

  // Never fails: what went wrong is in the result (`failure`, `interrupted`, failed steps) and makes it invalid.
  Task<domain::DrillResult> run(domain::Drill drill);

  // Skips the remaining steps, puts back what was changed and ends with an invalid verdict. On the runner's executor.
  void request_stop() { stop_requested_ = true; }

 private:
  Task<void> play();
  Task<bool> prepare();
  Task<bool> calibrate();
  Task<void> finish();
  Task<void> run_clock();
  bool start_load();
  Task<void> run_steps();
  Task<void> sample_until_done();
  Task<void> execute(const domain::DrillStep& step);
  Task<Result<std::string>> perform(const domain::StepAction& action, const domain::DrillStep& step);
  Result<std::string> change_load(const domain::LoadChange& change);
  Task<Result<std::string>> change_setting(domain::ControllerSetting setting);
  Task<Result<std::string>> act_on_service(domain::ServiceAction action);
  Task<Result<std::string>> reconcile();
  Task<Result<std::string>> change_incident(domain::IncidentCommand command);
  Task<void> read_incidents();
  void remember(domain::Incident incident);
  void start_phase(const std::string& phase, const std::string& description);
  void end_phase();
  Task<bool> wait_until(Nanos clock);
  Task<void> wait_for_backlog();
  Task<void> count_events();
  Task<void> heal_world();
  Task<void> start_service_again();
  Task<void> settle();
  void publish(const domain::ServiceStatus* status);
  Nanos sample_every() const { return result_.resolution() / domain::kSamplesPerWindow; }
  Nanos clock_time() const { return clock_.now() - result_.zero; }

  ports::Clock& clock_;
  ports::Cluster& cluster_;
  LoadSource& load_;
  DrillObserver& observer_;
  DrillRunnerOptions options_;

  domain::DrillResult result_;
  std::optional<DrillKnobs> knobs_;  // from the first reading of the service on
  std::uint64_t accepted_before_ = 0;
  bool stop_requested_ = false;
  bool steps_done_ = false;
  bool load_started_ = false;
  bool phase_open_ = false;
  bool faults_set_ = false;
  bool service_down_ = false;  // a step stopped or killed it
};

}  // namespace souk::app
