// Dates on the wire (RFC 3339): "2020-03-05T10:15:30.250Z", "2020-03-05T11:15:30+01:00".
#pragma once

#include <optional>
#include <string_view>

#include "domain/time.hpp"

namespace souk::cloudevents {

// Milliseconds since 1970; finer fractions are cut off. Nothing for text that is not a date and time with an offset,
// and for dates before 1970. A leap second (":60") is the first second of the next minute.
std::optional<UnixMs> parse_rfc3339(std::string_view text);

}  // namespace souk::cloudevents
