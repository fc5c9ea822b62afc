// sweep.json: a pure function of the sweep, so that the same plan gives the same bytes.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "services/lab/sweep.hpp"

namespace souk::lab {

// How the sweep is made again, and how one of its cells is played as a drill: everything but what varies.
struct Commands {
  std::string drill_file;  // as the user named it
  std::string model_file;  // empty: the built-in one
  std::string sweep;       // the whole command
};

// `souk drill run FILE --world sim --set ... --seed N`
std::string play_command(const Commands& commands, const SweepCell& cell, std::uint64_t seed);

boost::json::object to_json(const Sweep& sweep, const Commands& commands);

// What a class means, for legends.
std::string_view meaning(domain::RunClass run_class);

}  // namespace souk::lab
