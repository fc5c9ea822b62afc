// An incident for the tests of its forms. For tests only.
#pragma once

#include "domain/incident.hpp"

namespace souk::incidents {

// One with everything that an incident can have.
inline domain::Incident full_incident() {
  domain::Incident incident;
  incident.name = "outage";
  incident.title = "Installs fail <b>\"now\"</b>";
  incident.scope = {domain::Component::install_cloud, domain::Component::search};
  incident.updates = {
      {1'000, domain::IncidentState::investigating, domain::Severity::critical, "Looking.\nStill.", "a"},
      {2'000, domain::IncidentState::resolved, domain::Severity::minor, "Over \xE2\x9C\x93", "b"}};
  incident.hypotheses = {{"heap",
                          {{1'100, domain::HypothesisState::proposed, "The heap.", "a"},
                           {1'200, domain::HypothesisState::refuted, "It is flat.", "a"}}}};
  incident.affected = {
      {domain::Component::search, domain::ComponentState::operational, domain::ComponentState::major_outage, 1'050,
       1'900},
      {domain::Component::install_cloud, domain::ComponentState::degraded, domain::ComponentState::degraded, 1'060, 0}};
  incident.criteria = {{"counts agree", 1'950}, {"nobody complains", 0}};
  return incident;
}

}  // namespace souk::incidents
