// What this process knows of the stream: from the acknowledgements of its own events and from asking. Shared by the
// threads of the log.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "event_log/position_waiters.hpp"
#include "jetstream/stream.hpp"
#include "ports/event_log.hpp"

namespace souk::jetstream {

class Figures {
 public:
  explicit Figures(const StreamState& state);

  // The servers acknowledged `count` events with `bytes` of payload; the last has this sequence.
  void acknowledged(std::uint64_t last_sequence, std::uint64_t count, std::uint64_t bytes);
  // They were asked. An answer may be older than an acknowledgement: nothing goes back.
  void asked(const StreamState& state);
  // A reader was told that records below this position exist.
  void reaches(std::uint64_t next_position);

  ports::LogStats stats() const;
  UnixMs oldest_at() const;
  const std::shared_ptr<event_log::PositionWaiters>& waiters() const { return waiters_; }

 private:
  void advance(std::uint64_t next_position);  // with the mutex

  mutable std::mutex mutex_;
  ports::LogStats stats_;
  UnixMs oldest_at_ = 0;
  std::shared_ptr<event_log::PositionWaiters> waiters_;
};

}  // namespace souk::jetstream
