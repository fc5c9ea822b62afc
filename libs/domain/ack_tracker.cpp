#include "domain/ack_tracker.hpp"

#include <limits>
#include <stdexcept>
#include <string>

namespace souk::domain {
namespace {

constexpr UnixMs kDone = std::numeric_limits<UnixMs>::min();

}  // namespace

void AckTracker::issue(std::uint64_t position, UnixMs appended_at) {
  if (position != next_position()) {
    throw std::logic_error("position " + std::to_string(position) + " was issued where " +
                           std::to_string(next_position()) + " is next");
  }
  entries_.push_back(appended_at);
  ++outstanding_;
}

bool AckTracker::complete(std::uint64_t position) {
  if (position < low_watermark_ || position >= next_position()) return false;
  UnixMs& entry = entries_[position - low_watermark_];
  if (entry == kDone) return false;
  entry = kDone;
  --outstanding_;
  while (!entries_.empty() && entries_.front() == kDone) {
    entries_.pop_front();
    ++low_watermark_;
  }
  return true;
}

std::optional<UnixMs> AckTracker::oldest_appended_at() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.front();
}

}  // namespace souk::domain
