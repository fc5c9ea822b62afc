#include "http/client_pool.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace souk::http {
namespace {

constexpr std::size_t kReadBuffer = 8'192;

}  // namespace

// The sweeper's timer may fire after the pool is gone.
struct ClientPool::Sweep {
  std::weak_ptr<ClientPool> pool;
  void operator()(boost::system::error_code error) const {
    if (error) return;
    if (const auto alive = pool.lock()) alive->sweep();
  }
};

ClientPool::ClientPool(asio::any_io_executor executor, const ports::Clock& clock, ClientSettings settings)
    : executor_(std::move(executor)), clock_(clock), settings_(std::move(settings)), sweeper_(executor_) {}

void ClientPool::enter(ClientExchange& exchange) {
  if (exchange.deadline == kNever) return;
  deadlines_.emplace(exchange.deadline, &exchange);
  if (!sweeping_) arm_sweep();
}

void ClientPool::leave(ClientExchange& exchange) { deadlines_.erase({exchange.deadline, &exchange}); }

// One coarse timer for all requests: a timer each would cost more than the requests.
void ClientPool::arm_sweep() {
  sweeping_ = true;
  sweeper_.expires_after(settings_.sweep);
  sweeper_.async_wait(Sweep{weak_from_this()});
}

void ClientPool::sweep() {
  sweeping_ = false;
  const Instant now = clock_.now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    ClientExchange& exchange = *deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    expire(exchange);
  }
  if (!deadlines_.empty() && !shut_down_) arm_sweep();
}

void ClientPool::expire(ClientExchange& exchange) {
  exchange.expired = true;
  if (exchange.waiting != nullptr) exchange.waiting->cancel();
  if (exchange.connection != nullptr) abort(*exchange.connection);
}

void ClientPool::abort(ClientConnection& connection) {
  boost::system::error_code ignored;
  connection.socket.set_option(asio::socket_base::linger(true, 0), ignored);
  connection.socket.close(ignored);
}

// Leaves the line on every path, also when the coroutine is torn down. Whoever hands over a connection has taken the
// exchange out of the line.
struct ClientPool::PlaceInLine {
  ClientPool& pool;
  ClientExchange& exchange;
  std::list<ClientExchange*>::iterator at;
  ~PlaceInLine() {
    exchange.waiting = nullptr;
    if (exchange.connection == nullptr) pool.line_.erase(at);
  }
};

Task<Result<void>> ClientPool::acquire(ClientExchange& exchange) {
  if (shut_down_) co_return fail(Errc::unavailable, "the HTTP client is shut down");
  if (!idle_.empty()) {
    exchange.connection = idle_.back();
    idle_.pop_back();
    co_return Result<void>();
  }
  if (closed_.empty() && connections_.size() < settings_.max_connections) {
    connections_.push_back(std::make_unique<ClientConnection>(executor_));
    closed_.push_back(connections_.back().get());
  }
  if (!closed_.empty()) {
    exchange.connection = closed_.back();
    closed_.pop_back();
    co_return Result<void>();
  }
  if (line_.size() >= settings_.max_waiting) {
    co_return fail(Errc::overloaded, "too many requests wait for a connection");
  }
  asio::steady_timer turn(executor_, asio::steady_timer::time_point::max());
  exchange.waiting = &turn;
  {
    const PlaceInLine place{*this, exchange, line_.insert(line_.end(), &exchange)};
    co_await turn.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (exchange.connection != nullptr) co_return Result<void>();
  if (exchange.expired) co_return fail(Errc::deadline_exceeded, "no connection was free before the deadline");
  if (shut_down_) co_return fail(Errc::unavailable, "the HTTP client was shut down");
  co_return fail(Errc::cancelled, "cancelled while waiting for a connection");
}

void ClientPool::release(ClientExchange& exchange) {
  ClientConnection* const connection = std::exchange(exchange.connection, nullptr);
  if (connection == nullptr) return;
  if (shut_down_) abort(*connection);
  const auto next =
      std::find_if(line_.begin(), line_.end(), [](const ClientExchange* waiter) { return !waiter->expired; });
  if (next != line_.end()) {
    ClientExchange& taker = **next;
    line_.erase(next);
    taker.connection = connection;
    taker.waiting->cancel();
    return;
  }
  (connection->socket.is_open() ? idle_ : closed_).push_back(connection);
}

Task<boost::system::error_code> ClientPool::connect(ClientExchange& exchange) {
  ClientConnection& connection = *exchange.connection;
  if (shut_down_ || exchange.expired) co_return asio::error::operation_aborted;
  boost::system::error_code error;
  connection.socket.open(settings_.endpoint.protocol(), error);
  if (error) co_return error;
  connection.socket.set_option(asio::ip::tcp::no_delay(true), error);
  connection.socket.non_blocking(true, error);
  ++connects_;
  const auto [failure] =
      co_await connection.socket.async_connect(settings_.endpoint, asio::as_tuple(asio::use_awaitable));
  if (failure) {
    abort(connection);
    co_return failure;
  }
  if (connection.in.empty()) connection.in.resize(kReadBuffer);
  co_return boost::system::error_code();
}

void ClientPool::shutdown() {
  if (shut_down_) return;
  shut_down_ = true;
  sweeper_.cancel();
  for (const auto& connection : connections_) abort(*connection);
  closed_.insert(closed_.end(), idle_.begin(), idle_.end());
  idle_.clear();
  for (ClientExchange* waiter : line_) waiter->waiting->cancel();
}

Client::Stats ClientPool::stats() const {
  const auto open = static_cast<std::size_t>(
      std::count_if(connections_.begin(), connections_.end(), [](const auto& each) { return each->socket.is_open(); }));
  return {.open = open, .idle = idle_.size(), .waiting = line_.size(), .connects = connects_};
}

}  // namespace souk::http
