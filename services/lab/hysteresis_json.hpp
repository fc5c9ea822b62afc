// hysteresis.json: a pure function of the runs.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "services/lab/hysteresis.hpp"

namespace souk::lab {

// `command` makes it again.
boost::json::object to_json(const Hysteresis& hysteresis, const std::string& command);

// Goodput on levels[i] on the way up, or back, over the runs that have it; none without any.
struct LevelMean {
  double level = 0;
  std::optional<domain::Estimate> up, back;
};
std::vector<LevelMean> mean_loop(const Hysteresis& hysteresis);

}  // namespace souk::lab
