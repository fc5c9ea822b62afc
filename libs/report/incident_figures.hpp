// The incidents of a run for programs: report.json's "incidents".
#pragma once

#include <boost/json/array.hpp>

#include "domain/drill_result.hpp"

namespace souk::report {

// One for each incident; without any, one without a name for what the probes saw, if they saw anything bad.
boost::json::array incidents_json(const domain::DrillResult& result);

}  // namespace souk::report
