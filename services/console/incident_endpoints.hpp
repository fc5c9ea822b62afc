#pragma once

#include "app/incident_desk.hpp"
#include "http/handler.hpp"

namespace souk::console {

// GET /rest/souk/1/ops/incidents, .../{name}
http::Handler list_incidents(app::IncidentDesk& desk);
http::Handler get_incident(app::IncidentDesk& desk);
// POST; each answers with the incident as it is then. Bodies: incidents/incident_json.hpp.
http::Handler open_incident(app::IncidentDesk& desk);     // .../incidents
http::Handler update_incident(app::IncidentDesk& desk);   // .../{name}/updates
http::Handler judge_hypothesis(app::IncidentDesk& desk);  // .../{name}/hypotheses/{hypothesis}
http::Handler close_incident(app::IncidentDesk& desk);    // .../{name}/close

}  // namespace souk::console
