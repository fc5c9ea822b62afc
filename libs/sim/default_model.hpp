// The text of default_model.json, compiled in.
#pragma once

#include <string_view>

namespace souk::sim {

std::string_view default_model_json();

}  // namespace souk::sim
