// A drill in the lean model: what a simulated world plays with the application's own coroutines is here a hand-made
// model of it on a plain heap. Ten times as fast, and an approximation: for maps of many cells, not for
// verdicts. docs/simulator.md says what is left out.
#pragma once

#include <functional>

#include "domain/drill_result.hpp"
#include "domain/run_class.hpp"
#include "sim/lean_users.hpp"

namespace souk::sim {

// Errors: invalid_argument naming what the lean model does not know: faults, crashes, restarts and deployments,
// reconciliation, the catch-up controller, ingest that is switched off.
Result<void> lean_can_play(const domain::Drill& drill);

class LeanWorld {
 public:
  // `drill` can be played. What goes wrong in the run is in its result.
  LeanWorld(const Model& model, const domain::Drill& drill, std::uint64_t seed);

  // Plays the drill, once, to its end or until `enough` says so (asked once a window). The result has what
  // domain::classify() looks at: steps, phases, windows and books, but no samples of the service.
  domain::DrillResult play(const std::function<bool(const domain::RunSoFar&)>& enough);

 private:
  bool calibrate();
  bool set_up();
  void execute(const domain::DrillStep& step, domain::StepRecord& record);
  Result<void> perform(const domain::StepAction& action, const domain::DrillStep& step);
  Result<void> set(const domain::ControllerSetting& setting);
  void start_phase(const std::string& phase, const std::string& description);
  void end_phase(Nanos end);
  bool fail_run(std::string why);
  Nanos clock() const { return machine_.queue.now() - result_.zero; }

  domain::DrillResult result_;
  LeanMachine machine_;
  LeanService service_;
  LeanUsers users_;
  bool phase_open_ = false;
  std::uint64_t calm_backlog_ = 0;
};

}  // namespace souk::sim
