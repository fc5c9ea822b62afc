// The durable queue between ingest and the workers: dense positions from 0, append returns when durable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/task.hpp"

namespace souk::ports {

struct LogRecord {
  std::uint64_t position = 0;
  UnixMs appended_at = 0;
  std::string payload;
};

struct AppendReceipt {
  std::uint64_t first_position = 0;
  std::uint64_t count = 0;
};

struct LogStats {
  std::uint64_t first_position = 0;  // oldest still kept
  std::uint64_t next_position = 0;   // = number of records ever accepted
  std::uint64_t bytes = 0;           // on disk
  std::uint64_t syncs = 0;           // group commits so far
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // All or nothing, in order, at consecutive positions; completes when durable. At most 1,000 payloads of at most
  // 64 KiB each. Errors: too_large, overloaded (bounded queue full), no_space, io, unavailable (closing). After an
  // error none of the payloads is in the log.
  // A log on other machines that several processes append to promises less: others' records may stand in between, and
  // after no_space, deadline_exceeded (not acknowledged in time) or unavailable some payloads, or all, may be in the
  // log. Whoever repeats them appends duplicates, which the store recognises.
  virtual Task<Result<AppendReceipt>> append(std::vector<std::string> payloads) = 0;

  // Up to `max` records from position `from` on (fewer at the end; empty when there are none yet). Errors:
  // invalid_argument (`from` was trimmed), corrupt (says segment and offset), io. A log that shares its storage with
  // others may be too busy for it: overloaded, deadline_exceeded.
  virtual Task<Result<std::vector<LogRecord>>> read(std::uint64_t from, std::size_t max) = 0;

  // Waits until a record at `position` exists (true) or `deadline` passes or the log closes (false).
  virtual Task<bool> wait_for(std::uint64_t position, Instant deadline) = 0;

  // Records below `position` are no longer needed; whole units of storage below it are freed.
  virtual Task<Result<void>> trim(std::uint64_t position) = 0;

  virtual LogStats stats() const = 0;
};

}  // namespace souk::ports
