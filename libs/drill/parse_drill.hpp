// Drill files: YAML in, a domain::Drill or every mistake with line and column out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/drill.hpp"
#include "drill/mistake.hpp"

namespace souk::drill {

struct ParsedDrill {
  std::optional<domain::Drill> drill;  // exactly when there are no mistakes
  std::vector<Mistake> mistakes;       // in order of place
};

// `filename` is for messages only.
ParsedDrill parse_drill(const std::string& text, const std::string& filename);
// Also checks that the drill is called what its file is called. A file that cannot be read is a mistake.
ParsedDrill parse_drill_file(const std::string& path);

}  // namespace souk::drill
