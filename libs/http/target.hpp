// The request target of HTTP/1.1 (RFC 9112, section 3.2) taken apart. Nothing is normalised: dot segments and empty
// segments stay what they are, and simply match no route.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace souk::http {

struct Target {
  std::string_view path;   // still percent-encoded, starts with '/'
  std::string_view query;  // still percent-encoded, without the '?'
};

// Accepts the origin form ("/a?b=c") and the absolute form ("http://host/a?b=c"); nullopt for anything else.
std::optional<Target> split_target(std::string_view target);

// Replaces `out`. False for a '%' that two hexadecimal digits do not follow, and for an encoded NUL.
bool percent_decode(std::string_view text, std::string& out);

// "a=1&b" -> {a: 1}, {b: ""}, decoded, '+' as a space; replaces `out`. False for bad percent-encoding.
bool parse_query(std::string_view query, std::vector<std::pair<std::string, std::string>>& out);

}  // namespace souk::http
