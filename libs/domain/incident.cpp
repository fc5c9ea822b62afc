#include "domain/incident.hpp"

#include <algorithm>

#include "domain/incident_command.hpp"

namespace souk::domain {

std::optional<UnixMs> Incident::resolved_at() const {
  if (goes_on()) return std::nullopt;
  std::optional<UnixMs> at;
  for (auto update = updates.rbegin(); update != updates.rend() && update->state >= IncidentState::resolved; ++update) {
    at = update->at;
  }
  return at;
}

const Hypothesis* Incident::find_hypothesis(std::string_view hypothesis) const {
  const auto found = std::find_if(hypotheses.begin(), hypotheses.end(),
                                  [hypothesis](const Hypothesis& known) { return known.name == hypothesis; });
  return found == hypotheses.end() ? nullptr : &*found;
}

std::vector<std::string> unmet_criteria(const Incident& incident) {
  std::vector<std::string> unmet;
  if (incident.goes_on()) {
    unmet.push_back("it is not resolved but " + std::string(to_string(incident.state())));
  }
  for (const AffectedComponent& affected : incident.affected) {
    if (affected.well_since == 0) {
      unmet.push_back(std::string(name_of(affected.component)) + ": not operational again");
    }
  }
  bool confirmed = false;
  for (const Hypothesis& hypothesis : incident.hypotheses) {
    confirmed = confirmed || hypothesis.state() == HypothesisState::confirmed;
    if (hypothesis.is_open()) {
      unmet.push_back("hypothesis " + hypothesis.name + ": neither confirmed nor refuted");
    }
  }
  if (!confirmed) unmet.emplace_back("no hypothesis is confirmed");
  for (const ClosingCriterion& criterion : incident.criteria) {
    if (criterion.met_at == 0) unmet.push_back("not met: " + criterion.text);
  }
  return unmet;
}

std::string_view verb_of(const IncidentCommand& command) {
  constexpr std::array<std::string_view, 4> kVerbs{"open", "update", "hypothesis", "close"};
  return kVerbs[command.what.index()];
}

}  // namespace souk::domain
