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
// JSON for a script element: no "<" remains, or "</script>" in a name would end it.
std::string json_in_script(const std::string& json);
// 1234567 -> "1,234,567"
std::string grouped(std::uint64_t number);
// `at` on the clock of a run that lasts `length`: seconds, "61.5", or "3 d 04:15" when it lasts more than an hour.
std::string clock_text(Nanos at, Nanos length);
// What has to follow it: " s", or nothing.
std::string_view clock_unit(Nanos length);
// "2020-03-05T07:37:00Z"
std::string iso_time(UnixMs at);

}  // namespace souk::report
