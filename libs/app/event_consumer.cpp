#include "app/event_consumer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace souk::app {
namespace {

constexpr std::size_t kReadBatch = 512;

// A log that is too busy to be read now, not one that cannot be read.
bool passes(const Error& error) {
  return error.code == Errc::overloaded || error.code == Errc::deadline_exceeded || error.code == Errc::no_space;
}

}  // namespace

EventConsumer::EventConsumer(ports::EventLog& log, ports::WorkQueue& queue, ports::Clock& clock,
                             domain::ConsumerProgress progress, Nanos wait)
    : log_(log),
      queue_(queue),
      clock_(clock),
      wait_(wait),
      tracker_(progress.low_watermark),
      progress_(progress),
      stored_watermark_(progress.low_watermark) {}

Task<void> EventConsumer::run() {
  std::uint64_t next = progress_.low_watermark;
  while (!stopping_) {
    Result<std::vector<ports::LogRecord>> read = co_await log_.read(next, kReadBatch);
    if (read.has_error() && passes(read.error())) {
      const bool reached = co_await clock_.sleep_for(wait_ / 5);
      if (!reached) co_return;
      continue;
    }
    if (read.has_error()) {
      const std::scoped_lock lock(mutex_);
      failure_ = read.error().detail;
      co_return;
    }
    std::vector<ports::LogRecord> records = std::move(read.value());
    if (records.empty()) {
      const Instant deadline = clock_.now() + wait_;
      co_await log_.wait_for(next, deadline);
      continue;
    }
    next = records.back().position + 1;
    {
      const std::scoped_lock lock(mutex_);
      for (const ports::LogRecord& record : records) tracker_.issue(record.position, record.appended_at);
    }
    bool pushed = false;
    while (!pushed && !stopping_) {
      const Instant deadline = clock_.now() + wait_ * 2 / 5;  // shorter: the stop of a full queue is seen as soon
      pushed = co_await queue_.push(records, deadline);
    }
  }
}

void EventConsumer::committed(std::span<const ports::LogRecord> records, const domain::ApplyOutcome& outcome,
                              std::uint64_t watermark) {
  const std::scoped_lock lock(mutex_);
  for (const ports::LogRecord& record : records) tracker_.complete(record.position);
  progress_.applied += outcome.applied;
  progress_.duplicates += outcome.duplicates;
  progress_.quarantined += outcome.poison.size();
  progress_.low_watermark = tracker_.low_watermark();
  stored_watermark_ = std::max(stored_watermark_, watermark);
}

std::uint64_t EventConsumer::low_watermark() const {
  const std::scoped_lock lock(mutex_);
  return tracker_.low_watermark();
}

std::uint64_t EventConsumer::stored_watermark() const {
  const std::scoped_lock lock(mutex_);
  return stored_watermark_;
}

domain::ConsumerProgress EventConsumer::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

std::uint64_t EventConsumer::backlog() const {
  // The log is read second: it only grows, so the difference is never negative.
  const std::uint64_t consumed = progress().consumed();
  const std::uint64_t accepted = log_.stats().next_position;
  return accepted > consumed ? accepted - consumed : 0;
}

std::int64_t EventConsumer::oldest_age_ms() const {
  const std::scoped_lock lock(mutex_);
  const std::optional<UnixMs> oldest = tracker_.oldest_appended_at();
  return oldest ? std::max<std::int64_t>(0, clock_.unix_ms() - *oldest) : 0;
}

std::string EventConsumer::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

}  // namespace souk::app
