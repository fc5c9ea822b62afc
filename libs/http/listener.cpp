#include "http/listener.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <tuple>

namespace souk::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

// So many connections beyond the limit are told why at a time; the rest are closed without a word.
constexpr std::size_t kTurnedAwayAtOnce = 64;
// Between attempts while the process has no file descriptors left.
constexpr Nanos kAcceptRetry = std::chrono::milliseconds(20);

}  // namespace

Listener::Listener(std::vector<std::unique_ptr<IoThread>>& threads, ConnectionGate& gate, const ServerOptions& options,
                   ports::Clock& clock)
    : threads_(threads), gate_(gate), options_(options), clock_(clock), acceptor_(threads.front()->context()) {}

Result<void> Listener::open() {
  std::shared_ptr<ListeningPort> port = options_.listening_port;
  if (!port) {
    Result<std::shared_ptr<ListeningPort>> own = ListeningPort::open(options_.address, options_.port);
    if (!own) return own.error();
    port = std::move(*own);
  }
  if (Result<void> shared = port->share(acceptor_); !shared) return shared;
  port_ = port->port();
  return {};
}

void Listener::start() { asio::co_spawn(threads_.front()->context(), accept_all(), asio::detached); }

void Listener::close() {
  asio::post(threads_.front()->context(), [this] {
    closing_ = true;
    error_code ignored;
    acceptor_.cancel(ignored);
  });
  accepting_.get_future().wait();
}

IoThread& Listener::least_loaded() const {
  const auto fewest = std::min_element(threads_.begin(), threads_.end(),
                                       [](const auto& a, const auto& b) { return a->load() < b->load(); });
  return **fewest;
}

Task<void> Listener::accept_all() {
  while (!closing_) {
    IoThread& thread = least_loaded();
    std::tuple<error_code, tcp::socket> accepted =
        co_await acceptor_.async_accept(thread.context(), asio::as_tuple(asio::use_awaitable));
    const error_code error = std::get<error_code>(accepted);
    if (!error) {
      // Even while closing: its client may have sent a request already.
      hand_over(thread, std::move(std::get<tcp::socket>(accepted)));
    } else if (error != asio::error::operation_aborted && error != asio::error::connection_aborted) {
      co_await clock_.sleep_for(kAcceptRetry);
    }
  }
  error_code ignored;
  acceptor_.close(ignored);
  accepting_.set_value();
}

void Listener::hand_over(IoThread& thread, tcp::socket socket) {
  const bool room = gate_.served() < options_.max_connections;
  if (!room && gate_.turned_away() >= kTurnedAwayAtOnce) return;
  thread.adopt(std::move(socket), room ? Connection::Purpose::serve : Connection::Purpose::turn_away);
}

}  // namespace souk::http
