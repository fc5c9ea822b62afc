// Series that are too long for a chart, thinned so that no extreme is lost.
#pragma once

#include <boost/json.hpp>
#include <cstddef>

namespace souk::report {

inline constexpr std::size_t kMostPoints = 2'000;

// At most kMostPoints of `values` (numbers and nulls). Neighbours are grouped, and of each group the lowest and the
// highest number stay, in the order in which they came: a spike of one value survives, with its height. A group with
// nothing but nulls stays null. Series of the same length keep the same length, so that they share their times.
boost::json::array thinned(boost::json::array values);
// The times that belong to them; `times` has no nulls.
boost::json::array thinned_times(boost::json::array times);

}  // namespace souk::report
