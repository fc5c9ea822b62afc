// junit.xml: one test case for each expectation, and one that says whether the run is valid at all.
#pragma once

#include <string>

#include "domain/drill_result.hpp"

namespace souk::report {

std::string to_junit(const domain::DrillResult& result);

}  // namespace souk::report
