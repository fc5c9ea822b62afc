// The part of a request that admission judges and an endpoint never sees. Internal to the server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace souk::http {

enum class Expectation : unsigned char { none, continue_100, unknown };

struct RequestHead {
  std::string target;
  bool http11 = true;
  unsigned hosts = 0;  // Host fields
  Expectation expectation = Expectation::none;
  bool has_transfer_encoding = false;
  bool only_chunked = true;                  // no transfer coding but chunked
  std::optional<std::uint64_t> body_length;  // bytes, if declared
};

}  // namespace souk::http
