// Some connections, each with its own thread, handed out first come first served. A coroutine hops to a
// connection's thread once per business transaction and holds the connection for all of it, the wait for the writer's
// turn included: that is how a slow writer queue uses up the pool.
#pragma once

#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "domain/fair_broker.hpp"
#include "domain/metered_broker.hpp"
#include "domain/status.hpp"
#include "ports/clock.hpp"
#include "ports/phase_sink.hpp"
#include "storage/connection.hpp"
#include "storage/pooled_call.hpp"

namespace souk::storage {

class ConnectionPool {
 public:
  struct Options {
    std::size_t connections = 8;
    std::size_t max_waiting = 2'048;            // calls; beyond these a call is refused
    Nanos max_wait = std::chrono::seconds(30);  // the longest wait of a call without a deadline of its own
    ConnectionOptions connection;
    // How a connection is opened; without it, Connection::open() with the options above.
    std::function<Result<std::unique_ptr<Connection>>()> open{};
    ports::PhaseSink* phases = nullptr;  // told of calls that come without a trace, such as the outbox relay's
  };

  // Opens the connections and starts their threads. Those for which the store has no place at the moment
  // (ConnectionOptions::budget) are opened as soon as it has one; until then the pool has fewer. Errors: those of
  // Connection::open but overloaded.
  static Result<std::unique_ptr<ConnectionPool>> open(const Options& options, ports::Clock& clock);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  // Runs `work` on a connection's thread and resumes the caller on its own executor. Errors: those of `work`;
  // overloaded (line full); deadline_exceeded (in line, or just before the work); unavailable (stopped). Not cancelled
  // by the caller's cancellation: the deadline ends the wait. What the call waited for and worked at is added to the
  // trace in `context` when the caller resumes.
  template <class T>
  Task<Result<T>> call(ports::RequestContext context, typename PooledCallOf<T>::Work work) {
    const auto pooled = std::make_shared<PooledCallOf<T>>(context, std::move(work));
    co_await finished(pooled);
    report(*pooled);
    co_return pooled->take_result();
  }

  // Refuses new calls, sends away those in line (unavailable), waits for those under way. Idempotent.
  void stop();

  void set_shares(std::optional<domain::FairBroker::Shares> shares);
  domain::ResourceStatus status() const;
  // Calls that finished after their client had left.
  std::uint64_t wasted() const;

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;  // null while the store has no place for it
    std::shared_ptr<PooledCall> next;
    std::condition_variable woken;
    std::thread thread;
  };

  ConnectionPool(const Options& options, ports::Clock& clock);
  static Result<std::unique_ptr<Connection>> connect(const Options& options);
  void start();
  Task<void> finished(std::shared_ptr<PooledCall> call);
  void report(PooledCall& call) const;
  void submit(std::shared_ptr<PooledCall> call);
  void serve(Slot& slot);
  // Waits until the store lets the slot's connection in, and puts it to use. False when the pool stops first.
  bool connect(Slot& slot);
  // True if the work was done, not refused.
  bool perform(Connection& connection, PooledCall& call, Instant now);
  void watch_deadlines();

  const Options options_;
  ports::Clock& clock_;
  mutable std::mutex mutex_;
  bool stopping_ = false;
  domain::MeteredBroker<std::shared_ptr<PooledCall>> line_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> idle_;
  std::size_t connected_ = 0;
  std::uint64_t wasted_ = 0;
  // Answers calls whose deadline passes in line.
  std::thread deadline_watch_;
  std::condition_variable deadline_changed_;
  Instant watch_wakes_at_ = kNever;
};

}  // namespace souk::storage
