// The HTTP/1.1 server: an acceptor and a few io threads around a table of routes. A connection lives on one io thread
// from accept to close, and handlers run there as coroutines, so they must not block it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/status.hpp"
#include "domain/time.hpp"
#include "http/handler.hpp"
#include "http/server_probe.hpp"
#include "ports/clock.hpp"

namespace souk::http {

class ListeningPort;

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6
  std::uint16_t port = 0;             // 0 = any free one
  // Set: accepts there, beside the other servers that do, instead of on address and port.
  std::shared_ptr<ListeningPort> listening_port{};
  std::size_t io_threads = 2;
  std::size_t max_in_flight = 8192;    // requests from their header to their answer; routes of Owner::ops pass anyway
  std::size_t max_connections = 8192;  // further ones are answered 503
  std::size_t header_limit = 16UL * 1024;          // bytes, request line included
  Nanos header_timeout = std::chrono::seconds(5);  // from the first byte to the end of the header
  Nanos body_timeout = std::chrono::seconds(10);   // from the end of the header to the end of the body
  Nanos write_timeout = std::chrono::seconds(10);  // without the client taking a byte of the answer
  Nanos idle_timeout = std::chrono::seconds(60);   // between requests
  Nanos shutdown_grace = std::chrono::seconds(5);  // for requests in flight when stop() is called
};

struct ServerStats {
  std::uint64_t requests = 0;     // answered, refusals included
  std::uint64_t in_flight = 0;    // now
  std::uint64_t shed = 0;         // answered 429 or 503
  std::uint64_t connections = 0;  // now
};

class Admission;
class ConnectionGate;
class IoThread;
class Listener;

class Server {
 public:
  // Throws std::invalid_argument if routes are malformed, double or ambiguous. `clock` and `probe` outlive the server.
  Server(ServerOptions options, std::vector<Route> routes, ports::Clock& clock, ServerProbe& probe);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Once. conflict: the port is taken; invalid_argument: no such address; io: anything else of the system's.
  Result<void> start();
  std::uint16_t port() const;  // the one listened on, after start()

  // Leaves without turning anybody away: accepts no more, and the next answer on each connection is its last. Returns
  // at once; stats().connections tells when all have gone. A client that asks nothing more stays until stop().
  void retire();

  // Stops accepting, refuses new requests (503), closes idle connections, lets requests in flight finish for
  // `shutdown_grace`, then cancels what is left, closes every connection and joins the threads. Any number of times,
  // from any thread but the io threads. What a handler that ignores cancellation awaits must end before the server is
  // destroyed.
  void stop();

  bool draining() const;  // stop() was called
  ServerStats stats() const;
  // Who has the places under the in-flight limit, as of a tenth of a second ago at most. Nobody waits for one: who
  // finds none is refused.
  domain::ResourceUse in_flight() const;

 private:
  ServerOptions options_;
  ports::Clock& clock_;
  std::unique_ptr<Admission> admission_;
  std::unique_ptr<ConnectionGate> gate_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::unique_ptr<Listener> listener_;
  std::mutex stop_mutex_;
  bool started_ = false;
  bool accepting_ = false;
  bool stopped_ = false;
};

}  // namespace souk::http
