#include "event_log/segment_writer.hpp"

#include <utility>

namespace souk::event_log {

SegmentWriter::SegmentWriter(std::filesystem::path folder, std::uint64_t segment_bytes, const ports::Clock& clock,
                             ActiveSegment active, SegmentCatalog& catalog)
    : folder_(std::move(folder)),
      segment_bytes_(segment_bytes),
      clock_(clock),
      active_(std::move(active)),
      catalog_(catalog) {}

Result<std::uint64_t> SegmentWriter::append(FrameBuilder& frame) {
  const std::uint64_t first_position = catalog_.next_position();
  const bool holds_records = active_.end() > kSegmentHeaderBytes;
  // The seal that ends a full segment has its place too.
  if (holds_records && active_.end() + frame.bytes() + kFrameHeaderBytes > segment_bytes_) {
    const Result<void> started = start_segment();
    if (started.has_error()) return started.error();
  }
  const Result<void> written = active_.append(frame.finish(first_position, clock_.unix_ms(), active_.salt()));
  if (written.has_error()) return written.error();
  catalog_.commit(active_.end(), first_position + frame.records());
  return first_position;
}

Result<void> SegmentWriter::seal() {
  Result<void> sealed = active_.seal(catalog_.next_position(), clock_.unix_ms());
  if (sealed.has_value()) catalog_.grow(active_.end());
  return sealed;
}

Result<void> SegmentWriter::start_segment() {
  const Result<void> sealed = seal();
  if (sealed.has_error()) return sealed.error();
  const std::uint64_t first_position = catalog_.next_position();
  Result<ActiveSegment> created = ActiveSegment::create(folder_, first_position, clock_.unix_ms());
  if (created.has_error()) return created.error();
  active_ = std::move(created.value());
  catalog_.add(SegmentInfo{.first_position = first_position, .path = active_.path(), .bytes = active_.end()});
  return {};
}

}  // namespace souk::event_log
