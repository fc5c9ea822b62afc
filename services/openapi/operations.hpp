// What people say about the routes, as operations.json has it: summaries, parameters, bodies and schemas.
#pragma once

#include <string_view>

namespace souk::openapi {

// An object with `tags`, `parameters` (by name), `schemas` (by name) and `operations` (by "METHOD pattern").
std::string_view operations_json();

}  // namespace souk::openapi
