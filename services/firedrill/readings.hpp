// What a watch shows over a stretch of a run.
#pragma once

#include <optional>
#include <vector>

#include "domain/drill_result.hpp"
#include "domain/timeline.hpp"
#include "services/firedrill/experiment.hpp"

namespace souk::firedrill {

// In order; each at the moment from which on it could be known.
std::vector<domain::TimedValue> readings(const domain::DrillResult& result, const Watch& watch, domain::TimeSpan span);

std::optional<double> median(const std::vector<domain::TimedValue>& values);
// The later half of a stretch, in which what a step has set off has come to rest.
domain::TimeSpan later_half(domain::TimeSpan span);

}  // namespace souk::firedrill
