#include "http/listening_port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace souk::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;

Error cannot_listen(const std::string& address, std::uint16_t port, const error_code& error) {
  const std::string where = fmt::format("cannot listen on {} port {}", address, port);
  if (error == asio::error::address_in_use) {
    return fail(
        Errc::conflict,
        where +
            ": the port is in use; stop the program that listens there or choose another port (0 picks a free one)");
  }
  if (error == boost::system::errc::address_not_available) {
    return fail(Errc::invalid_argument, where + ": this machine does not have that address");
  }
  return fail(Errc::io, where + ": " + error.message());
}

}  // namespace

Result<std::shared_ptr<ListeningPort>> ListeningPort::open(const std::string& address, std::uint16_t port) {
  error_code error;
  const asio::ip::address ip = asio::ip::make_address(address, error);
  if (error) return fail(Errc::invalid_argument, fmt::format("'{}' is not an IP address", address));
  const tcp::endpoint endpoint(ip, port);
  std::shared_ptr<ListeningPort> listening(new ListeningPort);
  tcp::acceptor& acceptor = listening->acceptor_;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (error) return cannot_listen(address, port, error);
  listening->port_ = acceptor.local_endpoint().port();
  return listening;
}

Result<void> ListeningPort::share(tcp::acceptor& acceptor) {
  const int descriptor = ::fcntl(acceptor_.native_handle(), F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) {
    return fail(Errc::io,
                "cannot share the listening socket: " + error_code(errno, boost::system::system_category()).message());
  }
  error_code error;
  acceptor.assign(acceptor_.local_endpoint().protocol(), descriptor, error);
  if (!error) return {};
  ::close(descriptor);
  return fail(Errc::io, "cannot share the listening socket: " + error.message());
}

}  // namespace souk::http
