// Durations as people write them: "500ms", "15s", "1.5s", "2m", "1h30m", "27d".
#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// One or more numbers, each with a unit: d, h, m, s, ms, us or ns; a plain "0" needs none. Numbers may have up to nine
// decimals. Errors: invalid_argument (empty, no unit, unknown unit, negative, longer than 10 years).
Result<Nanos> parse_duration(std::string_view text);

// The shortest such text that parse_duration() reads back to exactly `duration` (>= 0): "1.5s", "2m", "1h0.25s",
// "1d12h".
std::string format_duration(Nanos duration);

// For sentences, exact to the millisecond: seconds up to two minutes ("90 s", "1.5 s"), then every unit that is not
// zero ("5 min", "1 h 30 min", "27 d 12 h"). `duration` >= 0.
std::string duration_in_words(Nanos duration);

}  // namespace souk::domain
