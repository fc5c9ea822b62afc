// Text for reports: escaping, and numbers and dates as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace souk::report {

// Bytes that are not UTF-8, and control characters other than tab and line breaks, become U+FFFD.
std::string clean(std::string_view text);
// Clean text with & < > " ' escaped: fit for HTML and XML, between tags and in quoted attributes.
std::string escape(std::string_view text);
// 1234567 -> "1,234,567"
std::string grouped(std::uint64_t number);
// "2020-03-05T07:37:00Z"
std::string iso_time(UnixMs at);

}  // namespace souk::report
