// report.json. Its schema is docs/schema/report.schema.json.
#pragma once

#include <boost/json.hpp>

#include "domain/drill_result.hpp"

namespace souk::report {

boost::json::object to_json(const domain::DrillResult& result);
// The charts' data: values for each window of the drill's clock, null where there is no data, thinned to kMostPoints.
boost::json::object series_json(const domain::DrillResult& result);
// Whole numbers stay whole, others keep three decimals (or `decimals`), what is not finite is null.
boost::json::value number(double value, int decimals = 3);

}  // namespace souk::report
