// HTTP Basic authentication (RFC 7617): what a client sends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace souk::credentials {

struct BasicLogin {
  std::string name;
  std::string password;
};

// Of an Authorization header. Nothing: another scheme, no base64, or no colon.
std::optional<BasicLogin> parse_basic_auth(std::string_view authorization);

}  // namespace souk::credentials
