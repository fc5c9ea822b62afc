// The turning wheel under every sliding window: `count` sub-windows that cover `window` in time. The owner keeps one
// slot of data for each and clears what it is told to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "domain/time.hpp"

namespace souk::domain {

class SubWindows {
 public:
  // `window` >= count ns, `count` > 0. The window slides by steps of window / count.
  SubWindows(Nanos window, std::size_t count) : width_(window / static_cast<std::int64_t>(count)), count_(count) {}

  // Moves on to `now` and returns the slot it falls into. Calls `expire(slot)` for each slot that left the window on
  // the way, before it is used again. A `now` before the newest seen (threads race a little) counts as the newest.
  template <class Expire>
  std::size_t advance(Instant now, Expire expire) {
    const std::int64_t number = now.time_since_epoch() / width_;
    if (!started_) {
      started_ = true;
      newest_ = number;
    }
    if (number > newest_) {
      const auto count = static_cast<std::int64_t>(count_);
      const std::int64_t steps = std::min(number - newest_, count);
      for (std::int64_t i = 0; i < steps; ++i) expire(slot_of(number - i));
      newest_ = number;
    }
    return slot_of(newest_);
  }

 private:
  std::size_t slot_of(std::int64_t number) const {
    const auto count = static_cast<std::int64_t>(count_);
    return static_cast<std::size_t>(((number % count) + count) % count);
  }

  Nanos width_;
  std::size_t count_;
  bool started_ = false;
  std::int64_t newest_ = 0;
};

}  // namespace souk::domain
