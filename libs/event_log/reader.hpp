// Reads records back. Blocks the calling thread on the disk. Not for several threads at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "domain/result.hpp"
#include "event_log/segment_catalog.hpp"
#include "event_log/segment_file.hpp"
#include "ports/event_log.hpp"

namespace souk::event_log {

class Reader {
 public:
  // `catalog` must outlive this object.
  explicit Reader(const SegmentCatalog& catalog) : catalog_(catalog) {}

  // As ports::EventLog::read. Every record returned passed its checksum; records before a damaged one are returned
  // first, and the next call gets the error.
  Result<std::vector<ports::LogRecord>> read(std::uint64_t from, std::size_t max);
  // Forgets what it knows of segments that begin below `position`.
  void forget_below(std::uint64_t position);

 private:
  // A place between two records: enough to go on from there without looking back.
  struct Place {
    std::uint64_t position = 0;      // of the next record
    std::uint64_t offset = 0;        // of the next record, or of the next frame if records_left is 0
    std::uint64_t frame_end = 0;     // of the frame the next record is in
    std::uint32_t records_left = 0;  // in that frame
    UnixMs appended_at = 0;          // of that frame
  };
  // Places passed on the way, a stretch of bytes apart, in order.
  using SparseIndex = std::vector<Place>;

  Result<void> open(const SegmentInfo& segment);
  Place nearest_place(const SegmentInfo& segment, std::uint64_t position);
  void remember(std::uint64_t segment_position);
  // Appends records from `from` on to `records`, until there are `max` or the segment ends.
  Result<void> read_segment(const ReadableSegment& readable, std::uint64_t from, std::size_t max,
                            std::vector<ports::LogRecord>& records);
  Result<void> enter_frame(const SegmentInfo& segment, std::uint64_t from);
  Result<void> take_record(std::uint64_t from, std::vector<ports::LogRecord>& records);

  const SegmentCatalog& catalog_;
  std::map<std::uint64_t, SparseIndex> index_;  // by the segment's first position
  std::optional<SegmentFile> file_;             // the segment read last
  Place place_;                                 // in file_
};

}  // namespace souk::event_log
