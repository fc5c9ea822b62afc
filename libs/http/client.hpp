// An HTTP/1.1 client for one origin on one executor: keep-alive connections opened on demand, a deadline for every
// request, nothing allocated that can be reused. Made for load generators (thousands of connections, tens of
// thousands of requests a second on one core), good enough for everything else that talks to a souk.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/task.hpp"

namespace souk::http {

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";  // path and query, percent-encoded
  std::string header_lines;  // each "Name: value\r\n"; see add_header()
  std::string body;
  bool discard_body = false;  // of the response: read it, do not keep it

  // `name` and `value` must not contain line breaks: they are dropped, so that a value cannot forge a header.
  void add_header(std::string_view name, std::string_view value);
};

struct ClientResponse {
  int status = 0;
  std::string head;  // status line and headers as received
  std::string body;  // decoded from chunks; empty if discarded

  // Value of the first header of that name (any case), trimmed; empty without one.
  std::string_view header(std::string_view name) const;
};

struct ClientSettings {
  asio::ip::tcp::endpoint endpoint;
  std::string host;                     // for the Host header
  std::size_t max_connections = 4'096;  // at once; requests beyond wait, first come first served
  std::size_t max_waiting = 65'536;     // requests beyond are refused
  std::size_t max_response_bytes = std::size_t{8} << 20;
  Nanos sweep = std::chrono::milliseconds(5);  // deadlines are enforced to this precision
};

// All calls on the thread that runs the executor.
class Client {
 public:
  Client(asio::any_io_executor executor, const ports::Clock& clock, ClientSettings settings);
  ~Client();  // shutdown()
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends `request` and waits for the answer until `deadline`, which includes waiting for a connection; tells the
  // server in x-envoy-expected-rq-timeout-ms how long the client will wait. A kept connection that turns out to have
  // been closed before any byte of the answer is replaced and the request sent once more. Any status is a response.
  // Errors: deadline_exceeded, unavailable (refused, broken or closed connection; shut down), overloaded (too many
  // wait), too_large (response), corrupt (not HTTP), cancelled.
  Task<Result<ClientResponse>> send(ClientRequest request, Instant deadline);

  // Closes all connections; requests under way end as unavailable, and so does every later one.
  void shutdown();

  struct Stats {
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t waiting = 0;
    std::uint64_t connects = 0;  // so far
  };
  Stats stats() const;

 private:
  std::shared_ptr<class ClientPool> pool_;
};

struct Url {
  std::string host;  // for the Host header, with the port unless it is 80
  asio::ip::tcp::endpoint endpoint;
  std::string target;  // path and query, at least "/"
};

// Reads "http://host[:port][/path][?query]" and resolves the host (may ask the name service: not for an io thread).
// Errors: invalid_argument (says what is wrong), unavailable (the name does not resolve).
Result<Url> resolve_url(std::string_view text);

// "a b/c" -> "a%20b%2Fc": for one path segment or query value.
std::string percent_encode(std::string_view text);

}  // namespace souk::http
