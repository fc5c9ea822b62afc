// Judges one expectation against a run.
#pragma once

#include "domain/drill_result.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {

// Unknown whenever a step, a phase, a measurement or more than half of the span's windows have no data; a stretch
// ("for at least") is false only when the windows without data could not have made it true.
ExpectationResult evaluate_expectation(const Expectation& expectation, const DrillResult& result,
                                       const Timeline& timeline);

}  // namespace souk::domain
