// The small languages inside a drill file: quantities, moments, expectations. Errors say what is wrong and give an
// example.
#pragma once

#include <string_view>

#include "domain/drill.hpp"
#include "domain/expectation.hpp"
#include "domain/result.hpp"

namespace souk::drill {

// "12", "150/s", "65% of apply_capacity", "0.008 of apply_capacity", "1.2x baseline_p99". Finite, from 0 to 1e9.
Result<domain::Quantity> parse_quantity(std::string_view text);
// "99%" or "0.99", from 0 to 1.
Result<double> parse_share(std::string_view text);
// "12s", "250ms", "1m30s", at most `longest`.
inline constexpr Nanos kLongestWait = std::chrono::hours(1);  // timeouts, pauses, the waits at the end
Result<Nanos> parse_time(std::string_view text, Nanos longest);
// Offsets are at most domain::kLongestDrill: "12s", "end", "step cure + 10s", "phase burst", "phase burst end - 2s"
Result<domain::TimePoint> parse_time_point(std::string_view text);
// "core_goodput_ratio >= 95% of baseline", "max backlog <= 500", "core_p99_ms <= 2x baseline". Fills metric,
// aggregator, comparison and bound.
Result<domain::Expectation> parse_expectation(std::string_view text);
// Lower-case letters, digits and dashes, at most 64.
bool is_name(std::string_view text);

}  // namespace souk::drill
