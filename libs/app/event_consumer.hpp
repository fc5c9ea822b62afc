// Reads the event log into the work queue and keeps the consumer's books: which positions are out with workers, what
// was consumed, and the low watermark that every apply carries into the store.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "domain/ack_tracker.hpp"
#include "domain/apply.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/work_queue.hpp"

namespace souk::app {

class EventConsumer {
 public:
  // `progress`: what the store says was consumed before; reading resumes at its low watermark. Positions consumed
  // above it are read again and change nothing (the store recognises them). `wait`: for events and for room in the
  // queue, before it looks whether it is to stop.
  EventConsumer(ports::EventLog& log, ports::WorkQueue& queue, ports::Clock& clock, domain::ConsumerProgress progress,
                Nanos wait = std::chrono::milliseconds(500));

  // Runs until request_stop() or an unreadable log (see failure()); one that is too busy to be read is asked again.
  // Pushing waits, so its thread may block.
  Task<void> run();
  void request_stop() { stopping_ = true; }

  // A worker's transaction committed: `records` are consumed with `outcome`; `watermark` went into the store with it.
  void committed(std::span<const ports::LogRecord> records, const domain::ApplyOutcome& outcome,
                 std::uint64_t watermark);

  std::uint64_t low_watermark() const;
  // The newest watermark known to be in the store: the log may be trimmed below it.
  std::uint64_t stored_watermark() const;
  domain::ConsumerProgress progress() const;
  // Accepted but not consumed, and the age of its oldest event in milliseconds (0 without backlog).
  std::uint64_t backlog() const;
  std::int64_t oldest_age_ms() const;
  // Why reading stopped early, empty if it did not.
  std::string failure() const;

 private:
  ports::EventLog& log_;
  ports::WorkQueue& queue_;
  ports::Clock& clock_;
  const Nanos wait_;
  std::atomic<bool> stopping_{false};

  mutable std::mutex mutex_;
  domain::AckTracker tracker_;
  domain::ConsumerProgress progress_;
  std::uint64_t stored_watermark_;
  std::string failure_;
};

}  // namespace souk::app
