// Commands to incidents as request bodies.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "incidents/incident_json.hpp"

namespace souk::incidents {
namespace {

namespace json = boost::json;

std::string list_of(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// Reads the members of a body and remembers the first mistake.
class Body {
 public:
  Body(const json::object& object, std::initializer_list<std::string_view> members) : object_(object) {
    for (const auto& member : object) {
      if (std::find(members.begin(), members.end(), std::string_view(member.key())) != members.end()) continue;
      refuse(fmt::format("unknown member '{}'; allowed: {}", std::string_view(member.key()), list_of(members)));
    }
  }

  std::string text(std::string_view name, std::string otherwise = {}) {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr) return otherwise;
    if (const json::string* found = value->if_string()) return std::string(*found);
    refuse(fmt::format("'{}' has to be a string", name));
    return otherwise;
  }

  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> list;
    const json::value* value = object_.if_contains(name);
    if (value == nullptr) return list;
    const json::array* array = value->if_array();
    if (array == nullptr) {
      refuse(fmt::format("'{}' has to be an array of strings", name));
      return list;
    }
    for (const json::value& item : *array) {
      const json::string* found = item.if_string();
      if (found == nullptr) {
        refuse(fmt::format("'{}' has to be an array of strings", name));
        return list;
      }
      list.emplace_back(*found);
    }
    return list;
  }

  template <class T, std::size_t N>
  std::optional<T> choice(std::string_view name, const std::array<std::string_view, N>& names) {
    if (!object_.contains(name)) return std::nullopt;
    const std::string found = text(name);
    const auto at = std::find(names.begin(), names.end(), found);
    if (at != names.end()) return static_cast<T>(at - names.begin());
    refuse(fmt::format("'{}' is none of {}", name, list_of(names)));
    return std::nullopt;
  }

  std::vector<domain::Component> components(std::string_view name) {
    std::vector<domain::Component> list;
    for (const std::string& key : texts(name)) {
      if (const auto component = domain::find_component(key)) {
        list.push_back(*component);
      } else {
        refuse(fmt::format("'{}': no component of that name; there are {}", name, list_of(domain::kComponentKeys)));
      }
    }
    return list;
  }

  Result<domain::IncidentCommand> finish(domain::IncidentCommand command) {
    command.who = text("who", "operator");
    if (mistake_) return *mistake_;
    return command;
  }

 private:
  void refuse(std::string detail) {
    if (!mistake_) mistake_ = fail(Errc::invalid_argument, std::move(detail));
  }

  const json::object& object_;
  std::optional<Error> mistake_;
};

json::array strings(const std::vector<std::string>& lines) {
  json::array array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

}  // namespace

Result<domain::IncidentCommand> parse_opening(const json::object& object) {
  Body body(object, {"name", "title", "text", "severity", "components", "criteria", "who"});
  domain::OpenIncident what;
  what.title = body.text("title");
  what.text = body.text("text");
  what.severity = body.choice<domain::Severity>("severity", domain::kSeverityNames).value_or(what.severity);
  what.scope = body.components("components");
  what.criteria = body.texts("criteria");
  return body.finish({body.text("name"), std::move(what)});
}

Result<domain::IncidentCommand> parse_update(std::string_view incident, const json::object& object) {
  Body body(object, {"text", "state", "severity", "met", "who"});
  domain::UpdateIncident what;
  what.text = body.text("text");
  what.state = body.choice<domain::IncidentState>("state", domain::kIncidentStateNames);
  what.severity = body.choice<domain::Severity>("severity", domain::kSeverityNames);
  what.met = body.texts("met");
  return body.finish({std::string(incident), std::move(what)});
}

Result<domain::IncidentCommand> parse_hypothesis(std::string_view incident, std::string_view hypothesis,
                                                 const json::object& object) {
  Body body(object, {"state", "text", "who"});
  domain::JudgeHypothesis what;
  what.name = hypothesis;
  what.state = body.choice<domain::HypothesisState>("state", domain::kHypothesisStateNames).value_or(what.state);
  what.text = body.text("text");
  return body.finish({std::string(incident), std::move(what)});
}

Result<domain::IncidentCommand> parse_closing(std::string_view incident, const json::object& object) {
  Body body(object, {"text", "who"});
  return body.finish({std::string(incident), domain::CloseIncident{body.text("text")}});
}

json::object body_of(const domain::IncidentCommand& command) {
  json::object body;
  if (const auto* opening = std::get_if<domain::OpenIncident>(&command.what)) {
    json::array components;
    for (const domain::Component component : opening->scope) components.emplace_back(domain::key_of(component));
    body = {{"name", command.incident},
            {"title", opening->title},
            {"text", opening->text},
            {"severity", domain::to_string(opening->severity)},
            {"components", std::move(components)},
            {"criteria", strings(opening->criteria)}};
  } else if (const auto* update = std::get_if<domain::UpdateIncident>(&command.what)) {
    body = {{"text", update->text}, {"met", strings(update->met)}};
    if (update->state) body["state"] = domain::to_string(*update->state);
    if (update->severity) body["severity"] = domain::to_string(*update->severity);
  } else if (const auto* hypothesis = std::get_if<domain::JudgeHypothesis>(&command.what)) {
    body = {{"state", domain::to_string(hypothesis->state)}, {"text", hypothesis->text}};
  } else {
    body = {{"text", std::get<domain::CloseIncident>(command.what).text}};
  }
  body["who"] = command.who;
  return body;
}

}  // namespace souk::incidents
