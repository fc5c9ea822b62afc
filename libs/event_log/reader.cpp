#include "event_log/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace souk::event_log {
namespace {

constexpr std::uint64_t kIndexStrideBytes = 64UL * 1024;

// `max` may be anything; memory is reserved for this many at first.
constexpr std::size_t kReservedRecords = 1024;

}  // namespace

Result<std::vector<ports::LogRecord>> Reader::read(std::uint64_t from, std::size_t max) {
  std::vector<ports::LogRecord> records;
  records.reserve(std::min(max, kReservedRecords));
  while (records.size() < max) {
    const std::uint64_t position = from + records.size();
    const Result<std::optional<ReadableSegment>> readable = catalog_.locate(position);
    if (readable.has_error() && records.empty()) return readable.error();
    if (readable.has_error() || !readable->has_value()) break;
    const Result<void> done = read_segment(**readable, position, max, records);
    if (done.has_error() && records.empty()) return done.error();
    if (done.has_error()) break;
  }
  return records;
}

void Reader::forget_below(std::uint64_t position) {
  index_.erase(index_.begin(), index_.lower_bound(position));
  if (file_.has_value() && file_->header().first_position < position) file_.reset();
}

Result<void> Reader::open(const SegmentInfo& segment) {
  if (file_.has_value() && file_->header().first_position == segment.first_position) return {};
  file_.reset();
  Result<SegmentFile> opened = SegmentFile::open(segment.path);
  if (opened.has_error()) return opened.error();
  file_.emplace(std::move(opened.value()));
  place_ = Place{.position = segment.first_position, .offset = kSegmentHeaderBytes};
  return {};
}

Reader::Place Reader::nearest_place(const SegmentInfo& segment, std::uint64_t position) {
  if (place_.position == position) return place_;
  const SparseIndex& places = index_[segment.first_position];
  const auto after = std::upper_bound(places.begin(), places.end(), position,
                                      [](std::uint64_t wanted, const Place& place) { return wanted < place.position; });
  if (after == places.begin()) return Place{.position = segment.first_position, .offset = kSegmentHeaderBytes};
  return *std::prev(after);
}

void Reader::remember(std::uint64_t segment_position) {
  SparseIndex& places = index_[segment_position];
  const std::uint64_t last = places.empty() ? 0 : places.back().offset;
  if (place_.offset >= last + kIndexStrideBytes) places.push_back(place_);
}

Result<void> Reader::read_segment(const ReadableSegment& readable, std::uint64_t from, std::size_t max,
                                  std::vector<ports::LogRecord>& records) {
  const SegmentInfo& segment = readable.segment;
  const Result<void> opened = open(segment);
  if (opened.has_error()) return opened.error();
  place_ = nearest_place(segment, from);
  while (place_.position < readable.end_position && records.size() < max) {
    const Result<void> step = place_.records_left == 0 ? enter_frame(segment, from) : take_record(from, records);
    if (step.has_error()) return step.error();
    remember(segment.first_position);
  }
  return {};
}

Result<void> Reader::enter_frame(const SegmentInfo& segment, std::uint64_t from) {
  const Result<FrameHeader> frame = file_->frame_at(place_.offset, segment.bytes);
  if (frame.has_error()) return frame.error();
  if (frame->first_position != place_.position) {
    return file_->corrupt_at(place_.offset, fmt::format("the frame begins at position {} where {} is due",
                                                        frame->first_position, place_.position));
  }
  place_.frame_end = place_.offset + frame->bytes();
  place_.appended_at = frame->appended_at;
  // Frames that end below the wanted position, and seals, are passed over without a look inside.
  if (frame->first_position + frame->records <= from) {
    place_.position += frame->records;
    place_.offset = place_.frame_end;
    return {};
  }
  place_.records_left = frame->records;
  place_.offset += kFrameHeaderBytes;
  return {};
}

Result<void> Reader::take_record(std::uint64_t from, std::vector<ports::LogRecord>& records) {
  const bool wanted = place_.position >= from;
  const auto check = wanted ? SegmentFile::Check::checksum : SegmentFile::Check::sizes;
  const Result<std::string_view> payload = file_->payload_at(place_.offset, place_.frame_end, check);
  if (payload.has_error()) return payload.error();
  if (wanted) {
    records.push_back(ports::LogRecord{
        .position = place_.position, .appended_at = place_.appended_at, .payload = std::string(*payload)});
  }
  place_.offset += kRecordHeaderBytes + payload->size();
  ++place_.position;
  --place_.records_left;
  if (place_.records_left == 0 && place_.offset != place_.frame_end) {
    return file_->corrupt_at(place_.offset, "the frame is longer than its records");
  }
  return {};
}

}  // namespace souk::event_log
