// The acceptor. One for all io threads, handing each connection to the thread that has the fewest: the kernel's own
// spreading (SO_REUSEPORT) goes by a hash of addresses, which for a few dozen keep-alive connections can leave one
// thread with twice the work of another. Internal to the server.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <future>
#include <memory>
#include <vector>

#include "domain/result.hpp"
#include "http/connection_gate.hpp"
#include "http/io_thread.hpp"
#include "http/listening_port.hpp"

namespace souk::http {

class Listener {
 public:
  // Accepts on the first of `threads`.
  Listener(std::vector<std::unique_ptr<IoThread>>& threads, ConnectionGate& gate, const ServerOptions& options,
           ports::Clock& clock);

  Result<void> open();
  std::uint16_t port() const { return port_; }
  void start();  // after open()
  // Once, after start(), from any other thread. Whoever was accepted is handed over; nobody is after it.
  void close();

 private:
  Task<void> accept_all();
  void hand_over(IoThread& thread, asio::ip::tcp::socket socket);
  IoThread& least_loaded() const;

  std::vector<std::unique_ptr<IoThread>>& threads_;
  ConnectionGate& gate_;
  const ServerOptions& options_;
  ports::Clock& clock_;
  asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  bool closing_ = false;          // on the accepting thread
  std::promise<void> accepting_;  // kept when it has ended
};

}  // namespace souk::http
