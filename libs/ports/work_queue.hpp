// The bounded queue between the log's reader and the workers. Order is promised per producer only.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/time.hpp"
#include "ports/event_log.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class WorkQueue {
 public:
  virtual ~WorkQueue() = default;
  // Waits for room, then takes the records out of `records`, which must live until the task ends. False: closed, or the
  // deadline passed; then nothing was queued and `records` is as it was, for the next try.
  virtual Task<bool> push(std::vector<LogRecord>& records, Instant deadline) = 0;
  // Waits for at least one record and returns at most `max`. Empty: this worker is to stop (closed or retired).
  // While paused nobody gets anything.
  virtual Task<std::vector<LogRecord>> take(std::size_t max) = 0;
  // Returns records that were taken and not consumed.
  virtual void put_back(std::vector<LogRecord> records) = 0;
  virtual void set_paused(bool paused) = 0;
  // The next `count` workers that ask (or are waiting) get an empty answer.
  virtual void retire(std::size_t count) = 0;
  virtual std::size_t size() const = 0;
};

}  // namespace souk::ports
