#include "incidents/incident_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>
#include <string>

namespace souk::incidents {
namespace {

namespace json = boost::json;

json::array keys_of(const std::vector<domain::Component>& components) {
  json::array keys;
  for (const domain::Component component : components) keys.emplace_back(domain::key_of(component));
  return keys;
}

json::value time_or_null(UnixMs at) { return at == 0 ? json::value(nullptr) : json::value(at); }

json::object hypothesis_json(const domain::Hypothesis& hypothesis) {
  json::array findings;
  for (const domain::Finding& finding : hypothesis.findings) {
    findings.push_back({{"at", finding.at},
                        {"state", domain::to_string(finding.state)},
                        {"text", finding.text},
                        {"who", finding.who}});
  }
  return {
      {"name", hypothesis.name}, {"state", domain::to_string(hypothesis.state())}, {"findings", std::move(findings)}};
}

// Reads a kept incident; `at()` and the conversions throw on a missing or mistyped member.
std::string text_at(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

template <class T, std::size_t N>
T choice_at(const json::object& object, std::string_view name, const std::array<std::string_view, N>& names) {
  const std::string text = text_at(object, name);
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) throw std::runtime_error(fmt::format("{} is \"{}\"", name, text));
  return static_cast<T>(found - names.begin());
}

UnixMs time_at(const json::object& object, std::string_view name) {
  const json::value& value = object.at(name);
  return value.is_null() ? 0 : value.to_number<UnixMs>();
}

domain::Component component_of(const json::value& value) {
  const auto component = domain::find_component(std::string_view(value.as_string()));
  if (!component) throw std::runtime_error("no component " + std::string(value.as_string()));
  return *component;
}

domain::Hypothesis read_hypothesis(const json::object& object) {
  domain::Hypothesis hypothesis;
  hypothesis.name = text_at(object, "name");
  for (const json::value& item : object.at("findings").as_array()) {
    const json::object& finding = item.as_object();
    hypothesis.findings.push_back({time_at(finding, "at"),
                                   choice_at<domain::HypothesisState>(finding, "state", domain::kHypothesisStateNames),
                                   text_at(finding, "text"), text_at(finding, "who")});
  }
  if (hypothesis.findings.empty()) throw std::runtime_error("hypothesis " + hypothesis.name + " has no findings");
  return hypothesis;
}

domain::Incident read_incident(const json::object& object) {
  domain::Incident incident;
  incident.name = text_at(object, "name");
  incident.title = text_at(object, "title");
  for (const json::value& item : object.at("scope").as_array()) incident.scope.push_back(component_of(item));
  for (const json::value& item : object.at("updates").as_array()) {
    const json::object& update = item.as_object();
    incident.updates.push_back({time_at(update, "at"),
                                choice_at<domain::IncidentState>(update, "state", domain::kIncidentStateNames),
                                choice_at<domain::Severity>(update, "severity", domain::kSeverityNames),
                                text_at(update, "text"), text_at(update, "who")});
  }
  if (incident.updates.empty()) throw std::runtime_error("incident " + incident.name + " has no updates");
  for (const json::value& item : object.at("hypotheses").as_array()) {
    incident.hypotheses.push_back(read_hypothesis(item.as_object()));
  }
  for (const json::value& item : object.at("affected").as_array()) {
    const json::object& affected = item.as_object();
    incident.affected.push_back({component_of(affected.at("component")),
                                 choice_at<domain::ComponentState>(affected, "now", domain::kComponentStateNames),
                                 choice_at<domain::ComponentState>(affected, "worst", domain::kComponentStateNames),
                                 time_at(affected, "since"), time_at(affected, "well_since")});
  }
  for (const json::value& item : object.at("criteria").as_array()) {
    const json::object& criterion = item.as_object();
    incident.criteria.push_back({text_at(criterion, "text"), time_at(criterion, "met_at")});
  }
  return incident;
}

Error corrupt(const std::exception& mismatch) {
  return fail(Errc::corrupt, fmt::format("an incident lacks a member or has one of another type: {}", mismatch.what()));
}

}  // namespace

json::object to_json(const domain::Incident& incident) {
  json::array updates, hypotheses, affected, criteria, unmet;
  for (const domain::IncidentUpdate& update : incident.updates) {
    updates.push_back({{"at", update.at},
                       {"state", domain::to_string(update.state)},
                       {"severity", domain::to_string(update.severity)},
                       {"text", update.text},
                       {"who", update.who}});
  }
  for (const domain::Hypothesis& hypothesis : incident.hypotheses) hypotheses.push_back(hypothesis_json(hypothesis));
  for (const domain::AffectedComponent& one : incident.affected) {
    affected.push_back({{"component", domain::key_of(one.component)},
                        {"name", domain::name_of(one.component)},
                        {"now", domain::to_string(one.now)},
                        {"worst", domain::to_string(one.worst)},
                        {"since", one.since},
                        {"well_since", time_or_null(one.well_since)}});
  }
  for (const domain::ClosingCriterion& criterion : incident.criteria) {
    criteria.push_back({{"text", criterion.text}, {"met_at", time_or_null(criterion.met_at)}});
  }
  if (incident.state() != domain::IncidentState::closed) {
    for (const std::string& criterion : domain::unmet_criteria(incident)) unmet.emplace_back(criterion);
  }
  return {{"name", incident.name},
          {"title", incident.title},
          {"state", domain::to_string(incident.state())},
          {"severity", domain::to_string(incident.severity())},
          {"opened_at", incident.opened_at()},
          {"resolved_at", time_or_null(incident.resolved_at().value_or(0))},
          {"scope", keys_of(incident.scope)},
          {"updates", std::move(updates)},
          {"hypotheses", std::move(hypotheses)},
          {"affected", std::move(affected)},
          {"criteria", std::move(criteria)},
          {"unmet", std::move(unmet)}};
}

json::value to_json(const std::vector<domain::Incident>& incidents) {
  json::array array;
  for (const domain::Incident& incident : incidents) array.push_back(to_json(incident));
  return json::object{{"incidents", std::move(array)}};
}

Result<domain::Incident> parse_incident(const json::value& value) {
  try {
    return read_incident(value.as_object());
  } catch (const std::exception& mismatch) {
    return corrupt(mismatch);
  }
}

Result<std::vector<domain::Incident>> parse_incidents(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return fail(Errc::corrupt, "the incidents are not JSON: " + error.message());
  try {
    std::vector<domain::Incident> incidents;
    for (const json::value& item : value.as_object().at("incidents").as_array()) {
      incidents.push_back(read_incident(item.as_object()));
    }
    return incidents;
  } catch (const std::exception& mismatch) {
    return corrupt(mismatch);
  }
}

}  // namespace souk::incidents
