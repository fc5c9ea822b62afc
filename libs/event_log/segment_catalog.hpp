// Which segments there are and how far they may be read: the one thing the writer, the readers and trimming share.
// All calls hold a lock for a moment and never touch the disk.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>

#include "domain/result.hpp"
#include "ports/event_log.hpp"

namespace souk::event_log {

struct SegmentInfo {
  std::uint64_t first_position = 0;
  std::filesystem::path path;
  std::uint64_t bytes = 0;  // durable, header included
};

// A segment as a reader may see it.
struct ReadableSegment {
  SegmentInfo segment;
  std::uint64_t end_position = 0;  // position after its last durable record
};

class SegmentCatalog {
 public:
  // `segments` in order of position, the last one being written; at least one.
  SegmentCatalog(std::deque<SegmentInfo> segments, std::uint64_t next_position);

  // A new last segment.
  void add(SegmentInfo segment);
  // The last segment now has `bytes` durable bytes.
  void grow(std::uint64_t bytes);
  // The same, with one more group of records synced.
  void commit(std::uint64_t bytes, std::uint64_t next_position);

  // The segment that holds `position`; nothing if there is no such record yet. Errors: invalid_argument (trimmed).
  Result<std::optional<ReadableSegment>> locate(std::uint64_t position) const;
  // The oldest segment, if all of its records are below `position` and it is not the one being written.
  std::optional<SegmentInfo> oldest_below(std::uint64_t position) const;
  void remove_oldest();

  std::uint64_t next_position() const;
  ports::LogStats stats() const;

 private:
  mutable std::mutex mutex_;
  std::deque<SegmentInfo> segments_;
  std::uint64_t next_position_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t syncs_ = 0;
};

}  // namespace souk::event_log
