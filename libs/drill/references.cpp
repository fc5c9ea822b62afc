#include <algorithm>
#include <map>
#include <set>

#include "domain/incident_book.hpp"
#include "drill/sections.hpp"

namespace souk::drill {
namespace {

using domain::AnchorKind;

// The drill's own names, and the checks of uses against them.
class References {
 public:
  References(const domain::Drill& drill, Mistakes& mistakes) : drill_(drill), mistakes_(mistakes) {}

  void check_all() {
    for (const domain::ControllerSetting& setting : drill_.settings) {
      check_measured(setting.value, mark_of(drill_.place));
      check_world(setting, mark_of(drill_.place));
    }
    check_classes();
    check_steps();
    check_expectations();
    check_certificate();
  }

 private:
  static YAML::Mark mark_of(int line, int column) {
    YAML::Mark mark;
    mark.line = line - 1;
    mark.column = column - 1;
    return mark;
  }
  static YAML::Mark mark_of(const domain::SourcePlace& place) { return mark_of(place.line, place.column); }

  void check_unique(std::set<std::string>& names, const std::string& name, std::string_view what,
                    const YAML::Mark& mark) {
    if (name.empty() || names.insert(name).second) return;
    mistakes_.add(mark, std::string(what) + " \"" + name + "\" is there twice", "names have to be unique");
  }

  void check_classes() {
    std::set<std::string> names;
    for (const domain::PlannedClass& planned : drill_.workload) {
      check_unique(names, planned.user_class.name, "class", mark_of(planned.place));
      if (domain::needs_baseline(planned.rate.quantity.of)) {
        mistakes_.add(mark_of(planned.place), "the baseline is not measured yet when the load starts");
      }
      check_measured(planned.rate.quantity, mark_of(planned.place));
    }
  }

  void check_measured(const domain::Quantity& quantity, const YAML::Mark& mark) {
    if (!drill_.calibration.skip || !domain::needs_calibration(quantity.of)) return;
    mistakes_.add(mark, quantity.text() + " is never measured: the drill says \"calibrate: none\"",
                  "give an absolute value");
  }

  void check_world(const domain::ControllerSetting& setting, const YAML::Mark& mark) {
    const bool real = setting.name == "store.room_mib" || setting.name == "store.connections";
    if (!real || !drill_.plays_in(domain::World::sim)) return;
    mistakes_.add(mark, setting.name + ": a simulated store has no such limit",
                  "write \"worlds: [live]\" at the top of the drill");
  }

  void check_action(const domain::StepAction& action, const domain::DrillStep& step, bool baseline_over) {
    const YAML::Mark mark = mark_of(step.place);
    const domain::Quantity* quantity = nullptr;
    if (const auto* change = std::get_if<domain::LoadChange>(&action)) {
      quantity = &change->rate.quantity;
      const domain::PlannedClass* planned = drill_.find_class(change->class_name);
      if (planned == nullptr && !change->class_name.empty()) {
        mistakes_.add(mark, "step \"" + step.name + "\": no class \"" + change->class_name + "\" in the workload");
      } else if (planned != nullptr && change->rate.in_events &&
                 planned->user_class.kind != domain::UserKind::phone_home) {
        mistakes_.add(mark, "step \"" + step.name + "\": only phone-home classes post events", "use \"rate\"");
      }
    }
    if (const auto* setting = std::get_if<domain::ControllerSetting>(&action)) {
      quantity = &setting->value;
      check_world(*setting, mark);
    }
    if (const auto* incident = std::get_if<domain::IncidentAction>(&action)) check_incident(*incident, step);
    if (quantity != nullptr) check_measured(*quantity, mark);
    if (quantity != nullptr && domain::needs_baseline(quantity->of) && !baseline_over) {
      mistakes_.add(mark, "step \"" + step.name + "\": the baseline is not measured yet",
                    "use it after the phase baseline has ended");
    }
  }

  // By the very rules that will judge it. Only what the probes will see is not known yet.
  void check_incident(const domain::IncidentAction& action, const domain::DrillStep& step) {
    if (action.command.incident.empty()) return;  // said already
    const YAML::Mark mark = mark_of(action.place);
    const UnixMs at = 1 + step.at / std::chrono::milliseconds(1);
    const Result<domain::Incident> done = book_.carry_out(action.command, domain::ComponentStates{}, at);
    if (!done) mistakes_.add(mark, "step \"" + step.name + "\": incident: " + done.error().detail);
    if (action.trigger.empty()) return;
    const domain::DrillStep* trigger = drill_.find_step(action.trigger);
    if (trigger == nullptr) {
      mistakes_.add(mark, "trigger: no step \"" + action.trigger + "\" in the timeline");
    } else if (trigger->at > step.at) {
      mistakes_.add(mark, "trigger: step \"" + action.trigger + "\" comes later",
                    "name the step that set the incident off");
    }
  }

  void check_steps() {
    std::set<std::string> steps;
    bool baseline_over = false;
    std::string phase;
    for (const domain::DrillStep& step : drill_.steps) {
      check_unique(steps, step.name, "step", mark_of(step.place));
      for (const domain::StepAction& action : step.actions) {
        if (const auto* start = std::get_if<domain::PhaseStart>(&action)) {
          check_unique(phases_, start->phase, "phase", mark_of(step.place));
          baseline_over = baseline_over || phase == domain::kBaselinePhase;
          phase = start->phase;
        }
        check_action(action, step, baseline_over);
      }
    }
  }

  void check_point(const domain::TimePoint& point, const YAML::Mark& mark) {
    if (point.kind == AnchorKind::step && drill_.find_step(point.name) == nullptr) {
      mistakes_.add(mark, "no step \"" + point.name + "\" in the timeline");
    }
    if (point.kind == AnchorKind::phase_start || point.kind == AnchorKind::phase_end) check_phase(point.name, mark);
    if (point.kind == AnchorKind::clock && drill_.duration > Nanos{0} && point.offset > drill_.duration) {
      mistakes_.add(mark, domain::text_of(point) + " is after the end of the drill");
    }
  }

  void check_phase(const std::string& phase, const YAML::Mark& mark) {
    if (!phase.empty() && !phases_.contains(phase)) {
      mistakes_.add(mark, "no phase \"" + phase + "\" in the timeline");
    }
  }

  void check_expectations() {
    std::set<std::string> names;
    for (const domain::Expectation& expectation : drill_.expectations) {
      const YAML::Mark mark = mark_of(expectation.line, expectation.column);
      check_unique(names, expectation.name, "expectation", mark);
      if (!domain::is_run_metric(expectation.metric)) {
        check_point(expectation.from, mark);
        check_point(expectation.until, mark);
      }
      const bool relative = expectation.bound.of_baseline || domain::needs_baseline(expectation.bound.quantity.of);
      if (relative && !phases_.contains(std::string(domain::kBaselinePhase))) {
        mistakes_.add(mark, "the bound refers to the baseline, but no phase is called baseline");
      }
      const std::string& control = expectation.bound.second_control;
      if (!control.empty() && !phases_.contains(control)) {
        mistakes_.add(mark, "the bound refers to the phase \"" + control + "\", which no step begins");
      }
      check_measured(expectation.bound.quantity, mark);
      if (expectation.bound.of_baseline && domain::is_run_metric(expectation.metric)) {
        mistakes_.add(mark, std::string(domain::to_string(expectation.metric)) + " has no baseline");
      }
    }
  }

  void check_certificate() {
    if (!drill_.metastability) return;
    const domain::MetastabilityPlan& plan = *drill_.metastability;
    const YAML::Mark mark = mark_of(plan.place);
    for (const std::string* step : {&plan.trigger_ends, &plan.stays_down_until, &plan.cut}) {
      if (!step->empty() && drill_.find_step(*step) == nullptr) {
        mistakes_.add(mark, "metastability: no step \"" + *step + "\" in the timeline");
      }
    }
    if (!phases_.contains(std::string(domain::kBaselinePhase))) {
      mistakes_.add(mark, "metastability: a certificate needs a phase called baseline");
    }
  }

  const domain::Drill& drill_;
  Mistakes& mistakes_;
  std::set<std::string> phases_;
  domain::IncidentBook book_;  // as the timeline would fill it
};

}  // namespace

void check_references(const domain::Drill& drill, Mistakes& mistakes) { References(drill, mistakes).check_all(); }

}  // namespace souk::drill
