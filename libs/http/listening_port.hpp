// A port that several servers of one process listen on: the replicas of a shop. They share one socket and one queue of
// connections, so that a server can leave without losing anybody: who waits in the queue is accepted by another. (With
// a socket each and SO_REUSEPORT, the connections in the queue of the one that closes are reset.)
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "ports/task.hpp"

namespace souk::http {

class ListeningPort {
 public:
  // Listens; connections wait until a server takes them. `port` 0: any free one. conflict: the port is taken;
  // invalid_argument: no such address; io: anything else of the system's.
  static Result<std::shared_ptr<ListeningPort>> open(const std::string& address, std::uint16_t port);
  ListeningPort(const ListeningPort&) = delete;
  ListeningPort& operator=(const ListeningPort&) = delete;

  std::uint16_t port() const { return port_; }
  // Makes `acceptor`, which is closed, accept from here too; closing it leaves the others alone. io.
  Result<void> share(asio::ip::tcp::acceptor& acceptor);

 private:
  ListeningPort() : acceptor_(context_) {}
  asio::io_context context_{1};  // never run: nobody accepts on this one
  asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
};

}  // namespace souk::http
