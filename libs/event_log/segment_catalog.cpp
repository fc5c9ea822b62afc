#include "event_log/segment_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace souk::event_log {

SegmentCatalog::SegmentCatalog(std::deque<SegmentInfo> segments, std::uint64_t next_position)
    : segments_(std::move(segments)), next_position_(next_position) {
  for (const SegmentInfo& segment : segments_) bytes_ += segment.bytes;
}

void SegmentCatalog::add(SegmentInfo segment) {
  const std::lock_guard lock(mutex_);
  bytes_ += segment.bytes;
  segments_.push_back(std::move(segment));
}

void SegmentCatalog::grow(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ += bytes - segments_.back().bytes;
  segments_.back().bytes = bytes;
}

void SegmentCatalog::commit(std::uint64_t bytes, std::uint64_t next_position) {
  const std::lock_guard lock(mutex_);
  bytes_ += bytes - segments_.back().bytes;
  segments_.back().bytes = bytes;
  next_position_ = next_position;
  ++syncs_;
}

Result<std::optional<ReadableSegment>> SegmentCatalog::locate(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t first_position = segments_.front().first_position;
  if (position < first_position) {
    return fail(Errc::invalid_argument,
                fmt::format("position {} was trimmed; the oldest record kept is at {}", position, first_position));
  }
  if (position >= next_position_) return std::optional<ReadableSegment>();
  const auto after = std::upper_bound(
      segments_.begin(), segments_.end(), position,
      [](std::uint64_t wanted, const SegmentInfo& segment) { return wanted < segment.first_position; });
  const std::uint64_t end_position = after == segments_.end() ? next_position_ : after->first_position;
  return std::optional(ReadableSegment{.segment = *std::prev(after), .end_position = end_position});
}

std::optional<SegmentInfo> SegmentCatalog::oldest_below(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  if (segments_.size() < 2 || segments_[1].first_position > position) return std::nullopt;
  return segments_.front();
}

void SegmentCatalog::remove_oldest() {
  const std::lock_guard lock(mutex_);
  bytes_ -= segments_.front().bytes;
  segments_.pop_front();
}

std::uint64_t SegmentCatalog::next_position() const {
  const std::lock_guard lock(mutex_);
  return next_position_;
}

ports::LogStats SegmentCatalog::stats() const {
  const std::lock_guard lock(mutex_);
  return ports::LogStats{.first_position = segments_.front().first_position,
                         .next_position = next_position_,
                         .bytes = bytes_,
                         .syncs = syncs_};
}

}  // namespace souk::event_log
