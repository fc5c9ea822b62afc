// The event log as a table of the store: what souk's journal is there to avoid. Every append is a transaction of its
// own, on a pooled connection and in the writer's turn, and so is every take: a reader marks the rows that it gets, as
// job tables do, so that somebody else would leave them alone. Who puts in, who takes out and who buys an app wait in
// the same two lines: once those are long, the queue can neither be filled nor emptied.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "event_log/position_waiters.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "storage/connection_pool.hpp"
#include "storage/queue_rows.hpp"
#include "storage/transaction_counters.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

class TableEventLog final : public ports::EventLog {
 public:
  // What it works on outlives it; `found` is what open_queue() said.
  TableEventLog(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters, ports::Clock& clock,
                const QueueBounds& found);

  // Refuses appends, reads and trims from now on and ends every wait.
  void close();

  // Errors beyond the port: deadline_exceeded (waited too long for a connection or for the writer's turn).
  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override;
  // Marks what it returns as taken. Errors beyond the port: overloaded, deadline_exceeded, no_space, as append.
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override;
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override;
  // Rows go one by one, all in one transaction. Errors as read.
  Task<Result<void>> trim(std::uint64_t position) override;
  ports::LogStats stats() const override;

 private:
  using Records = std::vector<ports::LogRecord>;
  template <class T>
  using Work = std::function<Result<T>(Connection&)>;

  // On a connection's thread.
  Result<ports::AppendReceipt> append_here(Connection& connection, const std::vector<std::string>& payloads);
  Result<Records> take_here(Connection& connection, std::uint64_t from, std::uint64_t last);
  Result<Records> read_here(Connection& connection, std::uint64_t from, std::uint64_t last);
  Result<void> trim_here(Connection& connection, std::uint64_t position);
  Result<void> check_open() const;
  Result<void> check_kept(std::uint64_t from) const;

  ConnectionPool& pool_;
  WriterQueue& writers_;
  TransactionCounters& counters_;
  ports::Clock& clock_;
  const std::shared_ptr<event_log::PositionWaiters> waiters_;
  std::atomic<bool> closed_{false};
  // Written by whoever has the writer's turn.
  std::atomic<std::uint64_t> first_;
  std::atomic<std::uint64_t> next_;
  std::atomic<std::uint64_t> taken_;
  std::atomic<std::uint64_t> bytes_;
  std::atomic<std::uint64_t> syncs_{0};
};

}  // namespace souk::storage
