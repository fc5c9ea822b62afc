// The latency heat map's data: counts of core operations by time and latency.
#pragma once

#include <boost/json.hpp>
#include <cstddef>

#include "domain/drill_result.hpp"

namespace souk::report {

inline constexpr std::size_t kMostHeatColumns = 600;

// `heat`, a column for each `heat_column_s` of the first `windows` windows (several windows share one when they are
// more than kMostHeatColumns; null where there is no load), rows by `heat_edges_ms`; `heat_at_s`, the columns' middles;
// and `heat_failed`, operations that did not end ok.
boost::json::object heat_json(const domain::DrillResult& result, std::size_t windows);

}  // namespace souk::report
