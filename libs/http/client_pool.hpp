// The connections of a Client, the line of requests that wait for one, and the sweep that ends what is overdue.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "http/client.hpp"
#include "http/client_response_parser.hpp"

namespace souk::http {

struct ClientConnection {
  explicit ClientConnection(const asio::any_io_executor& executor) : socket(executor) {}
  asio::ip::tcp::socket socket;
  std::string out;       // request bytes; keeps its capacity
  std::vector<char> in;  // read buffer
  ClientResponseParser parser;
};

// One request from its start to its end, wherever it stands.
struct ClientExchange {
  Instant deadline = kNever;
  ClientConnection* connection = nullptr;  // held
  asio::steady_timer* waiting = nullptr;   // in line for a connection
  bool expired = false;
};

class ClientPool : public std::enable_shared_from_this<ClientPool> {
 public:
  ClientPool(asio::any_io_executor executor, const ports::Clock& clock, ClientSettings settings);

  // Puts the exchange under its deadline, and takes it out.
  void enter(ClientExchange& exchange);
  void leave(ClientExchange& exchange);

  // Gives the exchange a connection: an open one that was used last, a closed one to open, or one that another gives
  // back. Errors: deadline_exceeded, overloaded, unavailable (shut down).
  Task<Result<void>> acquire(ClientExchange& exchange);
  // Takes the connection back; one whose socket is open must be ready for another request.
  void release(ClientExchange& exchange);

  // Opens the connection of the exchange, which must be closed.
  Task<boost::system::error_code> connect(ClientExchange& exchange);

  void shutdown();
  bool is_shut_down() const { return shut_down_; }
  Client::Stats stats() const;
  const ClientSettings& settings() const { return settings_; }
  const ports::Clock& clock() const { return clock_; }

  // At once and without lingering: the port is free for the next connection, the server learns that nobody waits.
  static void abort(ClientConnection& connection);

 private:
  struct Sweep;
  struct PlaceInLine;
  void arm_sweep();
  void sweep();
  void expire(ClientExchange& exchange);

  asio::any_io_executor executor_;
  const ports::Clock& clock_;
  ClientSettings settings_;
  std::vector<std::unique_ptr<ClientConnection>> connections_;  // all there ever were, at most max_connections
  std::vector<ClientConnection*> idle_;                         // open; last in, first out
  std::vector<ClientConnection*> closed_;                       // to be opened again
  std::list<ClientExchange*> line_;                             // waiting, first come first served
  std::set<std::pair<Instant, ClientExchange*>> deadlines_;
  asio::steady_timer sweeper_;
  bool sweeping_ = false;
  bool shut_down_ = false;
  std::uint64_t connects_ = 0;
};

}  // namespace souk::http
