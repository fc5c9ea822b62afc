#include "http/listener.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <tuple>

namespace souk::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;
// So many connections beyond the limit are told why at a time; the rest are closed without a word.
constexpr std::size_t kTurnedAwayAtOnce = 64;
// Between attempts while the process has no file descriptors left.
constexpr Nanos kAcceptRetry = std::chrono::milliseconds(20);

Error cannot_listen(const ServerOptions& options, const error_code& error) {
  const std::string where = fmt::format("cannot listen on {} port {}", options.address, options.port);
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

Listener::Listener(std::vector<std::unique_ptr<IoThread>>& threads, ConnectionGate& gate, const ServerOptions& options,
                   ports::Clock& clock)
    : threads_(threads), gate_(gate), options_(options), clock_(clock), acceptor_(threads.front()->context()) {}

Result<void> Listener::open() {
  error_code error;
  const asio::ip::address address = asio::ip::make_address(options_.address, error);
  if (error) return fail(Errc::invalid_argument, fmt::format("'{}' is not an IP address", options_.address));
  const tcp::endpoint endpoint(address, options_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error) {
    error_code ignored;
    acceptor_.close(ignored);
    return cannot_listen(options_, error);
  }
  port_ = acceptor_.local_endpoint().port();
  return {};
}

void Listener::start() { asio::co_spawn(threads_.front()->context(), accept_all(), asio::detached); }

void Listener::close() {
  std::promise<void> closed;
  const std::future<void> done = closed.get_future();
  asio::post(threads_.front()->context(), [this, promise = std::move(closed)]() mutable {
    error_code ignored;
    acceptor_.close(ignored);
    promise.set_value();
  });
  done.wait();
}

IoThread& Listener::least_loaded() const {
  const auto fewest = std::min_element(threads_.begin(), threads_.end(),
                                       [](const auto& a, const auto& b) { return a->load() < b->load(); });
  return **fewest;
}

Task<void> Listener::accept_all() {
  while (true) {
    IoThread& thread = least_loaded();
    std::tuple<error_code, tcp::socket> accepted =
        co_await acceptor_.async_accept(thread.context(), asio::as_tuple(asio::use_awaitable));
    const error_code error = std::get<error_code>(accepted);
    if (!acceptor_.is_open()) co_return;
    if (!error) {
      hand_over(thread, std::move(std::get<tcp::socket>(accepted)));
    } else if (error != asio::error::operation_aborted && error != asio::error::connection_aborted) {
      co_await clock_.sleep_for(kAcceptRetry);
    }
  }
}

void Listener::hand_over(IoThread& thread, tcp::socket socket) {
  const bool room = gate_.served() < options_.max_connections;
  if (!room && gate_.turned_away() >= kTurnedAwayAtOnce) return;
  thread.adopt(std::move(socket), room ? Connection::Purpose::serve : Connection::Purpose::turn_away);
}

}  // namespace souk::http
