#include "services/firedrill/fire_drill.hpp"

#include "services/firedrill/fire_load.hpp"

namespace souk::firedrill {
namespace {

using std::chrono::seconds;

void append(Actions& actions, const Actions& more) { actions.insert(actions.end(), more.begin(), more.end()); }

// Puts steps one after the other.
class Script {
 public:
  explicit Script(domain::Drill& drill) : drill_(drill) {}

  void step(std::string name, std::string description, Actions actions, Nanos length) {
    domain::DrillStep step;
    step.name = std::move(name);
    step.description = std::move(description);
    step.at = at_;
    step.actions = std::move(actions);
    drill_.steps.push_back(std::move(step));
    at_ += length;
  }

  void play(const FlagExperiment& experiment) {
    const std::string key = key_of(experiment);
    if (!experiment.prepare.empty()) {
      // A phase of its own: what is prepared belongs neither to the baseline nor to the flag before.
      Actions prepare{domain::PhaseStart{key + " prepare"}};
      append(prepare, experiment.prepare);
      step(key + ": prepare", "", std::move(prepare), experiment.settle);
    }
    Actions before;
    before.push_back(domain::PhaseStart{phase_before(experiment)});
    step(key + ": before", std::string(experiment.question), std::move(before), experiment.before);

    Actions flip{domain::PhaseStart{phase_flipped(experiment)}, domain::FlagSetting{key, experiment.flipped}};
    append(flip, experiment.at_flip);
    step(step_flip(experiment), key + " = " + experiment.flipped, std::move(flip), experiment.after);

    Actions back{domain::PhaseStart{phase_back(experiment)}, domain::FlagSetting{key, experiment.healthy}};
    append(back, experiment.at_back);
    step(step_back(experiment), key + " = " + experiment.healthy, std::move(back), experiment.back);
    if (!experiment.clean_up.empty()) step(key + ": clean up", "", experiment.clean_up, seconds(1));
  }

  Nanos end() const { return at_; }

 private:
  domain::Drill& drill_;
  Nanos at_{0};
};

}  // namespace

std::string phase_before(const FlagExperiment& experiment) { return key_of(experiment) + " before"; }
std::string phase_flipped(const FlagExperiment& experiment) { return key_of(experiment) + " flipped"; }
std::string phase_back(const FlagExperiment& experiment) { return key_of(experiment) + " back"; }
std::string step_flip(const FlagExperiment& experiment) { return key_of(experiment) + ": flip"; }
std::string step_back(const FlagExperiment& experiment) { return key_of(experiment) + ": back"; }

domain::Drill make_fire_drill(std::span<const FlagExperiment* const> chosen) {
  domain::Drill drill;
  drill.name = "flags-drill";
  drill.title = "Fire drill: every flag flipped and flipped back under load";
  drill.description = "Each flag in turn: before, flipped, back. What came of it is in flags.html beside this report.";
  drill.outcome = domain::DrillOutcome::stays_healthy;
  drill.calibration.apply_for = seconds(3);
  drill.workload = workload();
  drill.settings = {{"probes.every_ms", {250}},
                    {"probes.window_s", {1}},
                    {"search.quality_every_s", {1}},
                    {"autoscaler.backlog_per_worker", {0.05, domain::Measure::apply_capacity}}};
  Script script(drill);
  script.step("begin", "Ordinary load, all flags as they are meant to be.",
              {domain::PhaseStart{std::string(domain::kBaselinePhase)}}, seconds(4));
  for (const FlagExperiment* experiment : chosen) script.play(*experiment);
  // Whole windows, and a moment for the last one to be looked at.
  drill.duration = script.end() + seconds(1);
  return drill;
}

}  // namespace souk::firedrill
