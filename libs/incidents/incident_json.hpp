// The JSON form of incidents and of commands to them: what the operator API speaks and what is kept in the data folder.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <vector>

#include "domain/incident_command.hpp"
#include "domain/result.hpp"

namespace souk::incidents {

// With what follows from it: `state`, `severity`, `opened_at`, `resolved_at` (null while it goes on), `unmet`.
boost::json::object to_json(const domain::Incident& incident);
boost::json::value to_json(const std::vector<domain::Incident>& incidents);  // {"incidents": [...]}

// Reads what to_json() wrote. Errors: corrupt, naming the member.
Result<domain::Incident> parse_incident(const boost::json::value& value);
Result<std::vector<domain::Incident>> parse_incidents(std::string_view text);

// The body of a request. Members: for an opening `name`, `title`, `text`, `severity`, `components`, `criteria`; for an
// update `text`, `state`, `severity`, `met`; for a hypothesis `state`, `text`; for a closing `text`; for all `who`.
// Errors: invalid_argument, naming the member and what is allowed; unknown members are refused.
Result<domain::IncidentCommand> parse_opening(const boost::json::object& body);
Result<domain::IncidentCommand> parse_update(std::string_view incident, const boost::json::object& body);
Result<domain::IncidentCommand> parse_hypothesis(std::string_view incident, std::string_view hypothesis,
                                                 const boost::json::object& body);
Result<domain::IncidentCommand> parse_closing(std::string_view incident, const boost::json::object& body);

// The other way round: the body for a command.
boost::json::object body_of(const domain::IncidentCommand& command);

}  // namespace souk::incidents
