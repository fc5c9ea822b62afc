#include <algorithm>
#include <span>
#include <string>

#include "drill/keys.hpp"
#include "drill/sections.hpp"

namespace souk::drill {
namespace {

// What can be done to an incident, and the keys that go with it.
struct Verb {
  std::string_view name;
  std::span<const std::string_view> with;
};
constexpr std::array<std::string_view, 6> kWithOpen{"title", "text", "severity", "components", "criteria", "trigger"};
constexpr std::array<std::string_view, 4> kWithUpdate{"text", "state", "severity", "met"};
constexpr std::array<std::string_view, 3> kWithHypothesis{"of", "text", "state"};
constexpr std::array<std::string_view, 1> kWithClose{"text"};
constexpr std::array<Verb, 4> kVerbs{
    {{"open", kWithOpen}, {"update", kWithUpdate}, {"hypothesis", kWithHypothesis}, {"close", kWithClose}}};

// One value or a list of them.
std::vector<std::string> read_list(const MapReader& map, std::string_view key, Mistakes& mistakes) {
  std::vector<std::string> list;
  const auto node = map.child(key);
  if (!node) return list;
  if (!node->IsSequence()) {
    if (const auto text = scalar(*node, key, mistakes)) list.push_back(*text);
    return list;
  }
  for (const auto& entry : *node) {
    if (const auto text = scalar(entry, key, mistakes)) list.push_back(*text);
  }
  return list;
}

// Without the line break at the end that YAML's folded texts have.
std::string read_text(MapReader& map) {
  std::string text;
  map.read("text", text);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::vector<domain::Component> read_components(const MapReader& map, Mistakes& mistakes) {
  std::vector<domain::Component> components;
  for (const std::string& key : read_list(map, "components", mistakes)) {
    if (const auto component = domain::find_component(key)) {
      components.push_back(*component);
    } else {
      mistakes.add(map.mark("components"), "components: unknown value \"" + key + "\"",
                   suggestion(key, domain::kComponentKeys));
    }
  }
  return components;
}

domain::OpenIncident read_opening(MapReader& map, domain::IncidentAction& action, Mistakes& mistakes) {
  domain::OpenIncident what;
  map.read("title", what.title);
  what.text = read_text(map);
  if (const auto severity = map.choice("severity", domain::kSeverityNames)) {
    what.severity = static_cast<domain::Severity>(*severity);
  }
  what.scope = read_components(map, mistakes);
  what.criteria = read_list(map, "criteria", mistakes);
  map.read_name("trigger", action.trigger);
  return what;
}

domain::UpdateIncident read_update(MapReader& map, Mistakes& mistakes) {
  domain::UpdateIncident what;
  what.text = read_text(map);
  if (const auto state = map.choice("state", domain::kIncidentStateNames)) {
    what.state = static_cast<domain::IncidentState>(*state);
  }
  if (const auto severity = map.choice("severity", domain::kSeverityNames)) {
    what.severity = static_cast<domain::Severity>(*severity);
  }
  what.met = read_list(map, "met", mistakes);
  return what;
}

domain::JudgeHypothesis read_hypothesis(MapReader& map) {
  domain::JudgeHypothesis what;
  map.read_name("hypothesis", what.name);
  what.text = read_text(map);
  if (const auto state = map.choice("state", domain::kHypothesisStateNames)) {
    what.state = static_cast<domain::HypothesisState>(*state);
  }
  return what;
}

// Nothing, and a mistake, unless exactly one is there and only its keys are.
const Verb* find_verb(const YAML::Node& node, const MapReader& map, Mistakes& mistakes) {
  const Verb* verb = nullptr;
  std::size_t verbs = 0;
  for (const Verb& each : kVerbs) {
    if (!map.has(each.name)) continue;
    verb = &each;
    ++verbs;
  }
  if (verbs != 1) {
    mistakes.add(node.Mark(), verbs == 0 ? "incident: it is not said what is done" : "incident: two things at once",
                 "give one of open, update, hypothesis or close; several go into a list");
    return nullptr;
  }
  for (const std::string_view key : kIncidentKeys) {
    if (key == verb->name || !map.has(key)) continue;
    if (std::find(verb->with.begin(), verb->with.end(), key) != verb->with.end()) continue;
    mistakes.add(map.mark(key), std::string(key) + " does not go with " + std::string(verb->name));
  }
  return verb;
}

void read_one(const YAML::Node& node, domain::DrillStep& step, Mistakes& mistakes) {
  MapReader map(node, "incident", kIncidentKeys, mistakes);
  if (!map.is_map()) return;
  const Verb* verb = find_verb(node, map, mistakes);
  if (verb == nullptr) return;
  domain::IncidentAction action;
  action.place = place_of(node, mistakes);
  if (verb->name == "hypothesis") {
    map.require("of");
    map.read_name("of", action.command.incident);
    action.command.what = read_hypothesis(map);
  } else {
    map.read_name(verb->name, action.command.incident);
    if (verb->name == "open") action.command.what = read_opening(map, action, mistakes);
    if (verb->name == "update") action.command.what = read_update(map, mistakes);
    if (verb->name == "close") {
      action.command.what = domain::CloseIncident{read_text(map)};
    }
  }
  step.actions.emplace_back(std::move(action));
}

}  // namespace

void read_incident(const YAML::Node& node, domain::DrillStep& step, Mistakes& mistakes) {
  if (!node.IsSequence()) {
    read_one(node, step, mistakes);
    return;
  }
  for (const auto& entry : node) read_one(entry, step, mistakes);
}

}  // namespace souk::drill
