// The other way round: a drill as the file that parse_drill() reads back to it.
#pragma once

#include <string>

#include "domain/drill.hpp"

namespace souk::drill {

// YAML. What has its default value is left out. `comment` (may be empty) stands above it, each line behind a "#".
// The order of actions within a step is that of a file: see docs/drills.md.
std::string write_drill(const domain::Drill& drill, const std::string& comment);

}  // namespace souk::drill
