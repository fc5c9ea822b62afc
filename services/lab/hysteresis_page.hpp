// hysteresis.html: the loop as a chart, one offline file.
#pragma once

#include <string>

#include "services/lab/hysteresis.hpp"

namespace souk::lab {

// `json` is the text of hysteresis.json.
std::string hysteresis_page(const Hysteresis& hysteresis, const std::string& command, const std::string& json);

// "122.5% (95% interval 115% to 130%, 3 runs)", in the words of the number; "-" without runs.
std::string estimate_text(const HysteresisPlan& plan, const domain::Estimate& estimate);

}  // namespace souk::lab
