#include "jetstream/figures.hpp"

#include <algorithm>

namespace souk::jetstream {
namespace {

// What a server stores with a message besides its payload: lengths, sequence, time, subject, our id, checksum. An
// estimate until the servers are asked.
constexpr std::uint64_t kMessageOverhead = 100;

}  // namespace

Figures::Figures(const StreamState& state)
    : stats_{.first_position = state.first_sequence - 1, .next_position = state.last_sequence, .bytes = state.bytes},
      oldest_at_(state.oldest_at),
      waiters_(std::make_shared<event_log::PositionWaiters>(state.last_sequence)) {}

void Figures::acknowledged(std::uint64_t last_sequence, std::uint64_t count, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  stats_.bytes += bytes + count * kMessageOverhead;
  ++stats_.syncs;
  advance(last_sequence);
}

void Figures::asked(const StreamState& state) {
  const std::lock_guard lock(mutex_);
  stats_.first_position = std::max(stats_.first_position, state.first_sequence - 1);
  // While events are on their way the estimate is the newer one.
  if (state.last_sequence >= stats_.next_position) stats_.bytes = state.bytes;
  oldest_at_ = state.oldest_at;
  advance(state.last_sequence);
}

void Figures::reaches(std::uint64_t next_position) {
  const std::lock_guard lock(mutex_);
  advance(next_position);
}

void Figures::advance(std::uint64_t next_position) {
  if (next_position <= stats_.next_position) return;
  stats_.next_position = next_position;
  waiters_->publish(next_position);
}

ports::LogStats Figures::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

UnixMs Figures::oldest_at() const {
  const std::lock_guard lock(mutex_);
  return oldest_at_;
}

}  // namespace souk::jetstream
