#include "services/console/incident_endpoints.hpp"

#include <boost/json.hpp>
#include <string>

#include "http/json.hpp"
#include "http/problem.hpp"
#include "incidents/incident_json.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

using ReadCommand = Result<domain::IncidentCommand> (*)(const http::Request&, const json::object&);

Result<domain::IncidentCommand> read_opening(const http::Request&, const json::object& body) {
  return incidents::parse_opening(body);
}
Result<domain::IncidentCommand> read_update(const http::Request& request, const json::object& body) {
  return incidents::parse_update(request.path_parameter("name"), body);
}
Result<domain::IncidentCommand> read_hypothesis(const http::Request& request, const json::object& body) {
  return incidents::parse_hypothesis(request.path_parameter("name"), request.path_parameter("hypothesis"), body);
}
Result<domain::IncidentCommand> read_closing(const http::Request& request, const json::object& body) {
  return incidents::parse_closing(request.path_parameter("name"), body);
}

Task<http::Response> list(app::IncidentDesk& desk) {
  co_return http::json_response(incidents::to_json(desk.incidents()));
}

Task<http::Response> get(http::Request& request, app::IncidentDesk& desk) {
  const std::string name(request.path_parameter("name"));
  for (const domain::Incident& incident : desk.incidents()) {
    if (incident.name == name) co_return http::json_response(incidents::to_json(incident));
  }
  co_return http::problem(404, "Unknown incident",
                          "No incident '" + name + "'; GET /rest/souk/1/ops/incidents lists them.");
}

Task<http::Response> post(http::Request& request, app::IncidentDesk& desk, ReadCommand read) {
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) co_return http::problem(body.error());
  const Result<domain::IncidentCommand> command = read(request, *body);
  if (command.has_error()) co_return http::problem(command.error());
  const Result<domain::Incident> incident = desk.carry_out(*command);
  if (incident.has_error()) co_return http::problem(incident.error());
  const bool opened = std::holds_alternative<domain::OpenIncident>(command->what);
  co_return http::json_response(incidents::to_json(*incident), opened ? 201 : 200);
}

http::Handler poster(app::IncidentDesk& desk, ReadCommand read) {
  return [&desk, read](http::Request& request) { return post(request, desk, read); };
}

}  // namespace

http::Handler list_incidents(app::IncidentDesk& desk) {
  return [&desk](http::Request&) { return list(desk); };
}
http::Handler get_incident(app::IncidentDesk& desk) {
  return [&desk](http::Request& request) { return get(request, desk); };
}
http::Handler open_incident(app::IncidentDesk& desk) { return poster(desk, read_opening); }
http::Handler update_incident(app::IncidentDesk& desk) { return poster(desk, read_update); }
http::Handler judge_hypothesis(app::IncidentDesk& desk) { return poster(desk, read_hypothesis); }
http::Handler close_incident(app::IncidentDesk& desk) { return poster(desk, read_closing); }

}  // namespace souk::console
