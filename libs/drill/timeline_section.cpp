#include <algorithm>

#include "domain/duration.hpp"
#include "drill/keys.hpp"
#include "drill/sections.hpp"
#include "drill/values.hpp"

namespace souk::drill {
namespace {

void read_load_change(const YAML::Node& node, domain::DrillStep& step, Mistakes& mistakes) {
  MapReader map(node, "load", kLoadKeys, mistakes);
  if (!map.is_map()) return;
  domain::LoadChange change;
  map.require("class");
  map.read_name("class", change.class_name);
  if (const auto arrivals = map.choice("arrivals", kArrivalNames)) {
    change.kind = static_cast<domain::ArrivalKind>(*arrivals);
  }
  map.read_clock("ramp", change.ramp);
  read_rate(map, change.rate, mistakes);
  step.actions.emplace_back(change);
}

void read_load(const YAML::Node& node, domain::DrillStep& step, Mistakes& mistakes) {
  if (!node.IsSequence()) {
    read_load_change(node, step, mistakes);
    return;
  }
  for (const auto& entry : node) read_load_change(entry, step, mistakes);
}

// The actions of a step happen in this order, whatever the order of its keys: a phase begins first, a service is
// restarted with the new values and into the new faults, and users are told of it when it is done.
void read_actions(MapReader& map, const domain::Drill& drill, domain::DrillStep& step, Mistakes& mistakes) {
  if (map.has("phase")) {
    domain::PhaseStart phase;
    map.read_name("phase", phase.phase);
    step.actions.emplace_back(phase);
  }
  if (const auto load = map.child("load")) read_load(*load, step, mistakes);
  if (const auto node = map.child("settings")) {
    std::vector<domain::ControllerSetting> settings;
    read_settings(*node, settings, mistakes);
    step.actions.insert(step.actions.end(), settings.begin(), settings.end());
  }
  if (const auto node = map.child("flags")) {
    std::vector<domain::FlagSetting> flags;
    read_flags(*node, flags, mistakes);
    step.actions.insert(step.actions.end(), flags.begin(), flags.end());
  }
  if (const auto node = map.child("faults")) {
    domain::Faults faults;
    read_faults(*node, faults, mistakes);
    if (drill.plays_in(domain::World::live)) {
      mistakes.add(map.mark("faults"), "faults: disk and network can only be broken in a simulated world",
                   "write \"worlds: [sim]\" at the top of the drill");
    }
    step.actions.emplace_back(faults);
  }
  if (const auto action = map.choice("service", domain::kServiceActionNames)) {
    step.actions.emplace_back(static_cast<domain::ServiceAction>(*action));
  }
  if (const auto action = map.choice("vendors", domain::kVendorActionNames)) {
    step.actions.emplace_back(static_cast<domain::VendorAction>(*action));
  }
  bool deploy = false;
  map.read("deploy", deploy);
  if (deploy) step.actions.emplace_back(domain::DeployAction{});
  bool reconcile = false;
  map.read("reconcile", reconcile);
  if (reconcile) step.actions.emplace_back(domain::ReconcileAction{});
  if (const auto node = map.child("incident")) read_incident(*node, step, mistakes);
}

void read_step(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "a step", kStepKeys, mistakes);
  if (!map.is_map()) return;
  domain::DrillStep step;
  step.place = place_of(node, mistakes);
  map.require("at");
  map.require("step");
  map.read_clock("at", step.at);
  map.read_name("step", step.name);
  map.read("description", step.description);
  read_actions(map, drill, step, mistakes);
  if (!drill.steps.empty() && map.has("at") && step.at < drill.steps.back().at) {
    mistakes.add(map.mark("at"), "at: this step is earlier than the one before it", "list steps in the order of time");
  }
  if (map.has("at") && drill.duration > Nanos{0} && step.at >= drill.duration) {
    mistakes.add(map.mark("at"), "at: the drill has ended by then",
                 "the drill's duration is " + domain::duration_in_words(drill.duration));
  }
  drill.steps.push_back(std::move(step));
}

}  // namespace

void read_timeline(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  if (!node.IsSequence() || node.size() == 0) {
    mistakes.add(node.Mark(), "timeline has to be a list of at least one step");
    return;
  }
  for (const auto& entry : node) read_step(entry, drill, mistakes);
}

}  // namespace souk::drill
