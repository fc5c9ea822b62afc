// Values of HTTP headers as the CloudEvents HTTP binding writes them.
#pragma once

#include <string>
#include <string_view>

namespace souk::cloudevents {

// "Application/JSON; charset=utf-8" -> "application/json"
std::string media_type_of(std::string_view content_type);

// Takes away double quotes and their backslashes (RFC 9110, 5.6.4), then decodes %XX once. A '%' that no two hex digits
// follow stands for itself: the npm client sends values unencoded.
std::string decode_header_value(std::string_view value);

}  // namespace souk::cloudevents
