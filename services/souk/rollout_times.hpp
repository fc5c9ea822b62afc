// When a change of a flag is to begin, as people write it.
#pragma once

#include <optional>
#include <string>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk {

struct StartTime {
  double in_s = 0;             // from now, on the clock of the service
  std::optional<UnixMs> at{};  // or then
};

// "+10m", "+90s", "2030-01-31T10:00:00Z" (UTC, seconds may be left out). Errors: invalid_argument.
Result<StartTime> parse_start_time(const std::string& text);

}  // namespace souk
