// report.html: one file that needs nothing else, with tables that read without scripts and charts drawn from the
// embedded report.json.
#pragma once

#include <string>

#include "domain/drill_result.hpp"

namespace souk::report {

struct ChartLibrary {
  std::string script;  // dygraphs
  std::string style;
};

// `json` is the text of report.json.
std::string to_html(const domain::DrillResult& result, const std::string& json, const ChartLibrary& library);

}  // namespace souk::report
