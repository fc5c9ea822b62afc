// The public status page: every component as its probes see it, and what users were told of incidents. Hypotheses and
// who said what stay inside.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "app/component_board.hpp"
#include "domain/incident.hpp"

namespace souk::console {

struct StatusPage {
  UnixMs at = 0;
  Nanos window{0};  // that the components are judged by
  app::ComponentReadings components;
  std::vector<domain::Incident> incidents;  // oldest first
};

// Of the worst component: "none", "minor", "major", "critical"; "unknown" while nothing at all is known.
std::string_view indicator_of(const StatusPage& page);
// The same in a sentence.
std::string headline_of(const StatusPage& page);

// A page without a script that loads itself again every few seconds.
std::string to_html(const StatusPage& page);
// In the shape of a hosted status page's summary (page, status, components, incidents with incident_updates), so that
// what reads those reads this.
boost::json::value to_json(const StatusPage& page);

}  // namespace souk::console
