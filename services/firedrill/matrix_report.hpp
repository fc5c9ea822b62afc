// A fire drill's matrix as people and as programs read it.
#pragma once

#include <string>

#include "domain/drill_result.hpp"
#include "services/firedrill/matrix.hpp"

namespace souk::firedrill {

// A line a flag, and one that sums up.
std::string plain_text(const FlagMatrix& matrix);
// docs/flags.md has the members.
std::string to_json(const FlagMatrix& matrix, const domain::DrillResult& result);
// One test case for each flag; "unknown" is a failure, too.
std::string to_junit(const FlagMatrix& matrix, const domain::DrillResult& result);
// One offline file.
std::string to_html(const FlagMatrix& matrix, const domain::DrillResult& result);

// flags.json, flags-junit.xml and flags.html, into `folder`. Errors: no_space, io.
Result<void> write_matrix(const FlagMatrix& matrix, const domain::DrillResult& result, const std::string& folder);

}  // namespace souk::firedrill
