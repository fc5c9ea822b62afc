// What can be done to incidents: by an operator, or by a drill.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/incident.hpp"

namespace souk::domain {

struct OpenIncident {
  std::string title;
  Severity severity = Severity::major;
  std::vector<Component> scope;       // empty = all components
  std::vector<std::string> criteria;  // to be met before it is closed
  std::string text;                   // the first update
};

struct UpdateIncident {
  std::string text;
  std::optional<IncidentState> state;  // as it is if absent
  std::optional<Severity> severity;    // as it is if absent
  std::vector<std::string> met;        // criteria that are met now, by their text
};

struct JudgeHypothesis {
  std::string name;
  HypothesisState state = HypothesisState::proposed;
  std::string text;  // the claim, the test or the evidence
};

struct CloseIncident {
  std::string text;
};

struct IncidentCommand {
  std::string incident;  // its name
  std::variant<OpenIncident, UpdateIncident, JudgeHypothesis, CloseIncident> what;
  std::string who = "operator";
};

// "open", "update", "hypothesis", "close"
std::string_view verb_of(const IncidentCommand& command);

}  // namespace souk::domain
