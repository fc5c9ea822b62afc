// incident.md: what a run says about its incidents, for people. Markdown that shows as plain text too.
#pragma once

#include <string>

#include "domain/drill_result.hpp"

namespace souk::report {

// A chapter for each incident; without any, one about what the probes saw.
std::string to_incident_markdown(const domain::DrillResult& result);

// `text` on one line, with everything that means something in Markdown or HTML escaped.
std::string markdown_text(std::string_view text);

}  // namespace souk::report
