#include "event_log/segment_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace souk::event_log {
namespace {

// Holds any record whole; large enough that the calls cost little beside the copying.
constexpr std::size_t kBufferBytes = 256UL * 1024;
static_assert(kBufferBytes >= kRecordHeaderBytes + kMaxPayloadBytes);

// The smallest unit that a disk writes whole.
constexpr std::uint64_t kSectorBytes = 512;

constexpr std::string_view kExtension = ".segment";
constexpr std::size_t kNameDigits = 20;

}  // namespace

std::string segment_name(std::uint64_t first_position) { return fmt::format("{:020}{}", first_position, kExtension); }

std::optional<std::uint64_t> position_in_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.size() != kNameDigits + kExtension.size() || !name.ends_with(kExtension)) return std::nullopt;
  std::uint64_t position = 0;
  const char* end = name.data() + kNameDigits;
  const std::from_chars_result parsed = std::from_chars(name.data(), end, position);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return position;
}

SegmentFile::SegmentFile(File file) : file_(std::move(file)), buffer_(kBufferBytes) {}

Result<SegmentFile> SegmentFile::open(const std::filesystem::path& path) {
  Result<File> file = File::open(path, O_RDONLY);
  if (file.has_error()) return file.error();
  SegmentFile segment(std::move(file.value()));
  Result<std::string_view> bytes = segment.bytes_at(0, kSegmentHeaderBytes, kSegmentHeaderBytes);
  if (bytes.has_error()) return bytes.error();
  Result<SegmentHeader> header = decode_segment_header(*bytes);
  if (header.has_error()) return segment.corrupt_at(0, header.error().detail);
  if (position_in_name(path) != header->first_position) {
    return segment.corrupt_at(
        0, fmt::format("the segment begins at position {}, its name says otherwise", header->first_position));
  }
  segment.header_ = *header;
  return segment;
}

Result<std::string_view> SegmentFile::bytes_at(std::uint64_t offset, std::size_t wanted, std::uint64_t end) {
  const std::uint64_t available = end > offset ? end - offset : 0;
  const auto needed = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, available));
  const bool buffered = offset >= buffer_offset_ && offset + needed <= buffer_offset_ + buffered_;
  if (!buffered) {
    // Never past `end`: bytes after it may still be on their way and must not be remembered.
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), available));
    buffered_ = 0;
    Result<std::size_t> read = file_.read_at(buffer_.data(), bytes, offset);
    if (read.has_error()) return read.error();
    buffer_offset_ = offset;
    buffered_ = *read;
  }
  const auto skip = static_cast<std::size_t>(offset - buffer_offset_);
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(buffered_ - skip, available));
  return std::string_view(buffer_.data() + skip, length);
}

Result<FrameHeader> SegmentFile::frame_header_at(std::uint64_t offset, std::uint64_t end) {
  Result<std::string_view> bytes = bytes_at(offset, kFrameHeaderBytes, end);
  if (bytes.has_error()) return bytes.error();
  Result<FrameHeader> frame = decode_frame_header(*bytes, header_.salt);
  if (frame.has_error()) return corrupt_at(offset, frame.error().detail);
  return frame;
}

Result<FrameHeader> SegmentFile::frame_at(std::uint64_t offset, std::uint64_t end) {
  Result<FrameHeader> frame = frame_header_at(offset, end);
  if (frame.has_value() && offset + frame->bytes() > end) return corrupt_at(offset, "the frame is cut short");
  return frame;
}

Result<std::string_view> SegmentFile::payload_at(std::uint64_t offset, std::uint64_t end, Check check) {
  Result<std::string_view> header = bytes_at(offset, kRecordHeaderBytes, end);
  if (header.has_error()) return header.error();
  if (header->size() < kRecordHeaderBytes) return corrupt_at(offset, "the record is cut short");
  const std::size_t bytes = kRecordHeaderBytes + record_payload_bytes(*header);
  if (bytes > kRecordHeaderBytes + kMaxPayloadBytes || offset + bytes > end) {
    return corrupt_at(offset, "the record states an impossible size");
  }
  Result<std::string_view> record = bytes_at(offset, bytes, end);
  if (record.has_error()) return record.error();
  if (record->size() < bytes) return corrupt_at(offset, "the record is cut short");
  const std::string_view whole = record->substr(0, bytes);
  if (check == Check::checksum && !record_is_whole(whole)) return corrupt_at(offset, "the record fails its checksum");
  return whole.substr(kRecordHeaderBytes);
}

Result<std::optional<std::uint64_t>> SegmentFile::find_frame(std::uint64_t from, std::uint64_t end,
                                                             std::uint64_t min_position) {
  std::uint64_t offset = from;
  while (offset + kFrameHeaderBytes <= end) {
    Result<std::string_view> bytes = bytes_at(offset, kFrameHeaderBytes, end);
    if (bytes.has_error()) return bytes.error();
    if (bytes->size() < kFrameHeaderBytes) break;
    const std::size_t at = bytes->find(kFrameMagic);
    if (at == std::string_view::npos) {
      offset += bytes->size() - (kFrameMagic.size() - 1);
      continue;
    }
    offset += at;
    Result<FrameHeader> frame = frame_header_at(offset, end);
    if (frame.has_value() && frame->first_position >= min_position) return std::optional(offset);
    if (frame.has_error() && frame.error().code != Errc::corrupt) return frame.error();
    ++offset;
  }
  return std::optional<std::uint64_t>();
}

Result<bool> SegmentFile::has_zero_sector(std::uint64_t from, std::uint64_t end) {
  std::uint64_t offset = from;
  while (offset < end) {
    const std::uint64_t sector_end = std::min(end, (offset / kSectorBytes + 1) * kSectorBytes);
    const auto length = static_cast<std::size_t>(sector_end - offset);
    Result<std::string_view> bytes = bytes_at(offset, length, end);
    if (bytes.has_error()) return bytes.error();
    const std::string_view sector = bytes->substr(0, length);
    if (sector.find_first_not_of('\0') == std::string_view::npos) return true;
    offset = sector_end;
  }
  return false;
}

Error SegmentFile::corrupt_at(std::uint64_t offset, std::string_view what) const {
  return fail(Errc::corrupt, fmt::format("segment {}, byte {}: {}", path().string(), offset, what));
}

}  // namespace souk::event_log
