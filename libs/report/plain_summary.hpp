// A run in ten lines of plain words.
#pragma once

#include <string>
#include <vector>

#include "domain/drill_result.hpp"

namespace souk::report {

// "The outage happened, and the cure worked."
std::string headline(const domain::DrillResult& result);
// Exactly ten lines, without line breaks.
std::vector<std::string> summary_lines(const domain::DrillResult& result);
// The same, each ended by a line break, for the terminal.
std::string plain_summary(const domain::DrillResult& result);

}  // namespace souk::report
