#include "event_log/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "event_log/frame.hpp"
#include "event_log/segment_file.hpp"

namespace souk::event_log {
namespace {

namespace fs = std::filesystem;

// Where the whole frames of a segment end, and what is wrong after them, if anything is there.
struct Scan {
  std::uint64_t end = kSegmentHeaderBytes;
  std::uint64_t next_position = 0;
  bool sealed = true;
  std::optional<Error> damage;
};

Error with_remedy(Error error, std::string_view remedy) {
  error.detail += fmt::format("; {}", remedy);
  return error;
}

constexpr std::string_view kRestore =
    "restore the file from a copy, or move the whole folder away to begin an empty journal";

// The segments of `folder` in order of position. Removes half-made ones, which never held anything.
Result<std::vector<fs::path>> list_segments(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (position_in_name(entry->path()).has_value()) paths.push_back(entry->path());
    if (entry->path().extension() == ".tmp" && position_in_name(entry->path().stem()).has_value()) {
      std::error_code ignored;  // on a read-only disk it stays, and harms nobody
      fs::remove(entry->path(), ignored);
    }
  }
  if (error) return system_error("list", folder, error.value());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// A segment that is not the last must end with a seal at the position where `next` begins.
Result<SegmentInfo> check_full_segment(const fs::path& path, const fs::path& next) {
  Result<SegmentFile> file = SegmentFile::open(path);
  if (file.has_error()) return file.error();
  const Result<std::uint64_t> bytes = file->bytes();
  if (bytes.has_error()) return bytes.error();
  const std::uint64_t seal_at = *bytes - std::min<std::uint64_t>(*bytes, kFrameHeaderBytes);
  const Result<FrameHeader> seal = file->frame_at(seal_at, *bytes);
  if (seal.has_error() && seal.error().code != Errc::corrupt) return seal.error();
  if (seal.has_error() || !seal->is_seal() || seal->first_position != position_in_name(next)) {
    return file->corrupt_at(seal_at, fmt::format("the segment does not end where {} begins, so a part of the journal "
                                                 "is missing",
                                                 next.filename().string()));
  }
  return SegmentInfo{.first_position = file->header().first_position, .path = path, .bytes = *bytes};
}

// Errors: corrupt if a record of the frame is damaged.
Result<void> check_records(SegmentFile& file, std::uint64_t frame_offset, const FrameHeader& frame) {
  const std::uint64_t end = frame_offset + frame.bytes();
  std::uint64_t offset = frame_offset + kFrameHeaderBytes;
  for (std::uint32_t record = 0; record < frame.records; ++record) {
    const Result<std::string_view> payload = file.payload_at(offset, end, SegmentFile::Check::checksum);
    if (payload.has_error()) return payload.error();
    offset += kRecordHeaderBytes + payload->size();
  }
  if (offset != end) return file.corrupt_at(offset, "the frame is longer than its records");
  return {};
}

// Errors: io; corrupt only for what no crash can leave behind. Other damage is in the result.
Result<Scan> scan_frames(SegmentFile& file, std::uint64_t bytes) {
  Scan scan{.next_position = file.header().first_position, .damage = std::nullopt};
  while (scan.end < bytes) {
    const Result<FrameHeader> frame = file.frame_at(scan.end, bytes);
    if (frame.has_value() && frame->first_position != scan.next_position) {
      return file.corrupt_at(scan.end, fmt::format("the frame begins at position {} where {} is due",
                                                   frame->first_position, scan.next_position));
    }
    const Result<void> checked =
        frame.has_value() ? check_records(file, scan.end, *frame) : Result<void>(frame.error());
    if (checked.has_error() && checked.error().code != Errc::corrupt) return checked.error();
    if (checked.has_error()) {
      scan.damage = checked.error();
      break;
    }
    scan.end += frame->bytes();
    scan.next_position += frame->records;
    scan.sealed = frame->is_seal();
  }
  return scan;
}

// Whether a crash in the middle of the last write explains the damage: the file ends within the frame, or whole
// sectors of it never reached the disk and read as zeros. Anything else happened to bytes that had been written.
Result<bool> is_torn(SegmentFile& file, const Scan& scan, std::uint64_t bytes) {
  if (bytes - scan.end < kFrameHeaderBytes) return true;
  const Result<FrameHeader> frame = file.frame_header_at(scan.end, bytes);
  if (frame.has_value() && scan.end + frame->bytes() > bytes) return true;
  if (frame.has_error() && frame.error().code != Errc::corrupt) return frame.error();
  return file.has_zero_sector(scan.end, bytes);
}

// Succeeds if the damage at the scan's end may be cut off. Errors: io; corrupt if it may not.
Result<void> check_tail(SegmentFile& file, const Scan& scan, std::uint64_t bytes) {
  // A frame is only written after the one before it was synced, so one that follows proves that the damaged one was.
  const Result<std::optional<std::uint64_t>> later = file.find_frame(scan.end + 1, bytes, scan.next_position);
  if (later.has_error()) return later.error();
  if (later->has_value()) {
    const std::string why =
        fmt::format("this is damage to synced data, not a torn write, for a frame follows at byte {}; {}",
                    later->value(), kRestore);
    return with_remedy(*scan.damage, why);
  }
  const Result<bool> torn = is_torn(file, scan, bytes);
  if (torn.has_error()) return torn.error();
  if (!*torn) {
    const std::string why = fmt::format(
        "the last frame (from byte {0}) is all there but damaged, which no torn write explains; restore the file from "
        "a copy, or give up the frame's records with: truncate -s {0} {1}",
        scan.end, file.path().string());
    return with_remedy(*scan.damage, why);
  }
  return {};
}

Result<RecoveredJournal> begin_journal(const fs::path& folder, UnixMs now) {
  Result<ActiveSegment> active = ActiveSegment::create(folder, 0, now);
  if (active.has_error()) return active.error();
  std::deque<SegmentInfo> segments{SegmentInfo{.first_position = 0, .path = active->path(), .bytes = active->end()}};
  return RecoveredJournal{.segments = std::move(segments), .active = std::move(active.value())};
}

}  // namespace

Result<RecoveredJournal> recover(const fs::path& folder, UnixMs now) {
  const Result<std::vector<fs::path>> paths = list_segments(folder);
  if (paths.has_error()) return paths.error();
  if (paths->empty()) return begin_journal(folder, now);

  std::deque<SegmentInfo> segments;
  for (std::size_t i = 0; i + 1 < paths->size(); ++i) {
    const Result<SegmentInfo> segment = check_full_segment((*paths)[i], (*paths)[i + 1]);
    if (segment.has_error() && segment.error().code == Errc::corrupt) return with_remedy(segment.error(), kRestore);
    if (segment.has_error()) return segment.error();
    segments.push_back(*segment);
  }

  Result<SegmentFile> file = SegmentFile::open(paths->back());
  if (file.has_error() && file.error().code == Errc::corrupt) return with_remedy(file.error(), kRestore);
  if (file.has_error()) return file.error();
  const Result<std::uint64_t> bytes = file->bytes();
  if (bytes.has_error()) return bytes.error();
  const Result<Scan> scan = scan_frames(*file, *bytes);
  if (scan.has_error() && scan.error().code == Errc::corrupt) return with_remedy(scan.error(), kRestore);
  if (scan.has_error()) return scan.error();
  if (scan->damage.has_value()) {
    const Result<void> checked = check_tail(*file, *scan, *bytes);
    if (checked.has_error()) return checked.error();
  }

  Result<ActiveSegment> active = ActiveSegment::resume(paths->back(), file->header().salt, scan->end, scan->sealed);
  if (active.has_error()) return active.error();
  segments.push_back(
      SegmentInfo{.first_position = file->header().first_position, .path = paths->back(), .bytes = scan->end});
  return RecoveredJournal{.segments = std::move(segments),
                          .active = std::move(active.value()),
                          .next_position = scan->next_position,
                          .cut_bytes = *bytes - scan->end};
}

}  // namespace souk::event_log
