// Text in the forms that travel by mail. Pure; input is UTF-8, and bytes that are not are carried as they are.
#pragma once

#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace souk::domain {

// "Thu, 05 Mar 2020 10:15:30 +0000" (RFC 5322, 3.3)
std::string rfc5322_date(UnixMs at);

// RFC 4648, 4, with padding.
std::string base64(std::string_view bytes);
// Header text: as it is while it is short and printable ASCII, else encoded-words of base64 (RFC 2047), folded.
std::string header_text(std::string_view text);
// A display name before an address: a quoted string (RFC 5322, 3.2.4) or encoded-words. Not empty.
std::string header_phrase(std::string_view name);

// RFC 2045, 6.7: lines of at most 76 characters, \n becomes CRLF, the text ends with CRLF.
std::string quoted_printable(std::string_view text);

}  // namespace souk::domain
