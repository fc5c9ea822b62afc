// sweep.html: the heat map, one offline file.
#pragma once

#include <string>

#include "services/lab/sweep_json.hpp"

namespace souk::lab {

// `json` is the text of sweep.json.
std::string sweep_page(const Sweep& sweep, const Commands& commands, const std::string& json);

}  // namespace souk::lab
