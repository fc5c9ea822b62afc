// Writes frames one after the other, moving on to a new segment when the current one is full. Used by the journal's
// writer thread only.
#pragma once

#include <cstdint>
#include <filesystem>

#include "domain/result.hpp"
#include "event_log/active_segment.hpp"
#include "event_log/frame.hpp"
#include "event_log/segment_catalog.hpp"
#include "ports/clock.hpp"

namespace souk::event_log {

class SegmentWriter {
 public:
  // `catalog` must outlive this object; `active` is its last segment.
  SegmentWriter(std::filesystem::path folder, std::uint64_t segment_bytes, const ports::Clock& clock,
                ActiveSegment active, SegmentCatalog& catalog);

  // Makes the records durable and visible to readers; returns the position of the first. Errors: no_space, io; after
  // an error none of them is in the journal.
  Result<std::uint64_t> append(FrameBuilder& frame);
  // Marks the end of what was written, so that damage to it can be told from a torn write. Errors as above.
  Result<void> seal();

 private:
  Result<void> start_segment();

  std::filesystem::path folder_;
  std::uint64_t segment_bytes_;
  const ports::Clock& clock_;
  ActiveSegment active_;
  SegmentCatalog& catalog_;
};

}  // namespace souk::event_log
