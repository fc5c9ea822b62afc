// Which positions of the event log are consumed. Workers finish in any order, so the consumer's position is the low
// watermark: every position below it is done. Costs 8 bytes for each position between the watermark and the newest.
// Not thread-safe; its owner locks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "domain/time.hpp"

namespace souk::domain {

class AckTracker {
 public:
  // `first`: the position that will be issued first; every one below it is done.
  explicit AckTracker(std::uint64_t first) : low_watermark_(first) {}

  // Positions are issued in order and without gaps: `position` must be next_position(), anything else throws
  // std::logic_error.
  void issue(std::uint64_t position, UnixMs appended_at);
  // True: `position` was outstanding and is done now. False: it was done already, or never issued.
  bool complete(std::uint64_t position);

  // The lowest position that is not done; next_position() when all are.
  std::uint64_t low_watermark() const { return low_watermark_; }
  std::uint64_t next_position() const { return low_watermark_ + entries_.size(); }
  // Issued and not done.
  std::size_t outstanding() const { return outstanding_; }
  // When the position at the low watermark was appended; nothing when all are done.
  std::optional<UnixMs> oldest_appended_at() const;

 private:
  std::uint64_t low_watermark_;
  std::deque<UnixMs> entries_;  // appended_at of positions from low_watermark_ on, or kDone
  std::size_t outstanding_ = 0;
};

}  // namespace souk::domain
