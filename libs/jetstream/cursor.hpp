// Reads the stream in order through a pull consumer: the servers send no more than was asked for. The consumer is made
// for one place of the stream and lives in memory on one server; should it go, another is made. For one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "domain/result.hpp"
#include "jetstream/connection.hpp"
#include "jetstream/options.hpp"
#include "ports/event_log.hpp"

namespace souk::jetstream {

class Cursor {
 public:
  Cursor(Connection& connection, const Options& options) : connection_(connection), options_(options) {}

  // The position that the next record will have; empty before the first seek and after a failure.
  std::optional<std::uint64_t> at() const;
  // Errors: unavailable, deadline_exceeded, io.
  Result<void> seek(std::uint64_t position);
  // Up to `max` records, as many as are there; waits up to `timeout` for the first. Errors: not_found (the record at
  // at() is not in the stream, a later one is), io (the consumer or the connection was lost); both end the cursor.
  Result<std::vector<ports::LogRecord>> fetch(std::size_t max, Nanos timeout);
  // Waits for the record at at() and keeps it for the next fetch(). False: none came. Errors as fetch().
  Result<bool> look_ahead(Nanos timeout);
  void drop();
  // As far as the stream is known to go: with each record the servers say how many follow.
  std::uint64_t end() const { return end_; }

 private:
  Result<void> pull(std::size_t max, Nanos timeout);
  Result<void> keep(natsMsg* message);

  Connection& connection_;
  const Options& options_;
  SubscriptionHandle subscription_;
  std::deque<ports::LogRecord> ahead_;  // received and not asked for yet
  std::uint64_t next_ = 0;              // what the servers send next
  std::uint64_t end_ = 0;
};

}  // namespace souk::jetstream
