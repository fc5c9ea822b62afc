// A blocking HTTP/1.1 request on loopback, for tests that look at the program from outside.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace souk::testing {

struct HttpReply {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// One request on a connection of its own. Nothing: no connection, no complete answer in time, or it broke off.
std::optional<HttpReply> request(unsigned short port, const std::string& method, const std::string& target,
                                 const Headers& headers = {}, const std::string& body = {},
                                 std::chrono::milliseconds timeout = std::chrono::seconds(10));

// The answer to a GET that does not end, head included, up to the `count`th `mark`; shorter if that does not come in
// time.
std::string first_of_stream(unsigned short port, const std::string& target, const std::string& mark, std::size_t count,
                            std::chrono::milliseconds timeout = std::chrono::seconds(10));

}  // namespace souk::testing
