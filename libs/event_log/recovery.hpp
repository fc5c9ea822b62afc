// What a journal's folder holds when it is opened. The last segment is checked to its last byte; of the others, which
// were complete when the next was begun, only both ends are, so that opening takes milliseconds however much is kept.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "event_log/active_segment.hpp"
#include "event_log/segment_catalog.hpp"

namespace souk::event_log {

struct RecoveredJournal {
  std::deque<SegmentInfo> segments;  // in order, at least one
  ActiveSegment active;              // the last of them
  std::uint64_t next_position = 0;
  std::uint64_t cut_bytes = 0;  // of a torn frame at the end, removed
};

// Reads `folder` (which must exist and be locked), cuts off a torn tail, begins the first segment if there is none.
// Errors: corrupt (names file, byte and remedy; nothing was changed), no_space, io.
Result<RecoveredJournal> recover(const std::filesystem::path& folder, UnixMs now);

}  // namespace souk::event_log
