#include "http/io_thread.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

namespace souk::http {
namespace {

// The coroutine keeps its connection alive.
Task<void> run_connection(std::shared_ptr<Connection> connection) { co_await connection->run(); }

// An eighth of the shortest limit, within reason.
Nanos sweep_interval(const ServerOptions& options) {
  const Nanos shortest =
      std::min({options.header_timeout, options.body_timeout, options.write_timeout, options.idle_timeout});
  return std::clamp<Nanos>(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(100));
}

}  // namespace

IoThread::IoThread(std::string name, Admission& admission, ConnectionGate& gate, const ServerOptions& options,
                   ports::Clock& clock)
    : name_(std::move(name)),
      admission_(admission),
      gate_(gate),
      options_(options),
      clock_(clock),
      context_(1),
      work_(context_.get_executor()) {}

IoThread::~IoThread() = default;

void IoThread::start() {
  asio::co_spawn(context_, sweep(), asio::bind_cancellation_slot(stop_sweep_.slot(), asio::detached));
  thread_ = std::thread(&IoThread::run, this);
}

void IoThread::run() {
  pthread_setname_np(pthread_self(), name_.c_str());
  context_.run();
}

void IoThread::adopt(asio::ip::tcp::socket socket, Connection::Purpose purpose) {
  gate_.enter(purpose == Connection::Purpose::serve);
  load_.fetch_add(1, std::memory_order_relaxed);
  asio::post(context_, [this, purpose, owned = std::move(socket)]() mutable { add(std::move(owned), purpose); });
}

void IoThread::add(asio::ip::tcp::socket socket, Connection::Purpose purpose) {
  const auto connection = std::make_shared<Connection>(std::move(socket), purpose, admission_, options_, clock_);
  connections_.insert(connection);
  // Removal is posted: the coroutine's last frames still use the connection's cancellation slot.
  const auto finished = [this, connection](const std::exception_ptr&) {
    asio::post(context_, [this, connection] { remove(connection); });
  };
  asio::co_spawn(context_, run_connection(connection),
                 asio::bind_cancellation_slot(connection->cancellation_slot(), finished));
}

void IoThread::remove(const std::shared_ptr<Connection>& connection) {
  connections_.erase(connection);
  load_.fetch_sub(1, std::memory_order_relaxed);
  gate_.leave(connection->purpose() == Connection::Purpose::serve);
}

Task<void> IoThread::sweep() {
  const Nanos interval = sweep_interval(options_);
  bool running = true;
  while (running) {
    running = co_await clock_.sleep_for(interval);
    const Instant now = clock_.now();
    InFlight counted;
    for (const auto& connection : connections_) {
      connection->expire(now);
      connection->count_in(counted);
    }
    const std::scoped_lock lock(in_flight_mutex_);
    in_flight_ = counted;
  }
}

InFlight IoThread::in_flight() const {
  const std::scoped_lock lock(in_flight_mutex_);
  return in_flight_;
}

void IoThread::drain() {
  asio::post(context_, [this] {
    for (const auto& connection : connections_) connection->drain();
  });
}

void IoThread::abort() {
  asio::post(context_, [this] {
    for (const auto& connection : connections_) connection->abort();
  });
}

void IoThread::stop_and_join() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] { stop_sweep_.emit(asio::cancellation_type::terminal); });
  work_.reset();
  // Posted, so that it comes after what was posted before.
  asio::post(context_, [this] { context_.stop(); });
  thread_.join();
  // Abandoned: their handlers heard no cancellation.
  for (const auto& connection : connections_) gate_.leave(connection->purpose() == Connection::Purpose::serve);
}

}  // namespace souk::http
