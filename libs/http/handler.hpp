// What an endpoint sees of HTTP: one request, one answer, no sockets. The server's admission pipeline runs around it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/owner.hpp"
#include "domain/time.hpp"
#include "ports/task.hpp"

namespace souk::ports {
class RequestTrace;
}

namespace souk::http {

struct Request {
  std::string method;                                                 // "GET"
  std::string path;                                                   // percent-decoded, without the query
  std::vector<std::pair<std::string, std::string>> path_parameters;   // decoded: {key} -> "com.example"
  std::vector<std::pair<std::string, std::string>> query_parameters;  // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;           // names in lower case
  std::string body;
  domain::Owner owner = domain::Owner::browse;  // of the route
  Instant received_at;
  Instant client_leaves = kNever;  // from x-envoy-expected-rq-timeout-ms; kNever without it
  // Where its time goes, for the Server-Timing header and the metrics; null: nobody asks.
  ports::RequestTrace* trace = nullptr;

  // First value, empty if absent. `name` in lower case for headers.
  std::string_view header(std::string_view name) const;
  std::string_view path_parameter(std::string_view name) const;
  std::optional<std::string_view> query(std::string_view name) const;
};

// The body of an answer that is written while it comes into being, for as long as the client stays.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // What to write next; empty: that was all. Runs on the connection's io thread, and is cancelled with the connection.
  virtual Task<std::string> next() = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<BodyStream> stream{};  // set: follows `body`, and the connection ends with it
};

using Handler = std::function<Task<Response>(Request&)>;

struct Route {
  std::string method;
  std::string pattern;  // "/rest/2/addons/{key}"; a {name} matches one segment
  domain::Owner owner = domain::Owner::browse;
  Handler handler{};
  std::size_t body_limit = 64UL * 1024;  // bytes; larger is 413
};

}  // namespace souk::http
