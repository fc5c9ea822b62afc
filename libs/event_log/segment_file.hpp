// One segment file, read: its header checked, its frames and records looked up by offset through a buffer, so that a
// walk from front to back reads the disk in large pieces. Not for several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "event_log/file.hpp"
#include "event_log/frame.hpp"

namespace souk::event_log {

// "00000000000000000042.segment" for the segment whose first record has position 42.
std::string segment_name(std::uint64_t first_position);
// The inverse; nothing for other names.
std::optional<std::uint64_t> position_in_name(const std::filesystem::path& path);

class SegmentFile {
 public:
  enum class Check : std::uint8_t { sizes, checksum };

  // Errors: io; corrupt if the header is damaged or disagrees with the file's name.
  static Result<SegmentFile> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  const SegmentHeader& header() const { return header_; }
  Result<std::uint64_t> bytes() const { return file_.size(); }

  // The frame that starts at `offset` and ends by `end`. Errors: io; corrupt, naming file and offset.
  Result<FrameHeader> frame_at(std::uint64_t offset, std::uint64_t end);
  // The same without asking that the frame's body ends by `end`.
  Result<FrameHeader> frame_header_at(std::uint64_t offset, std::uint64_t end);
  // The payload of the record that starts at `offset` and ends by `end`, valid until the next call. Errors as above.
  Result<std::string_view> payload_at(std::uint64_t offset, std::uint64_t end, Check check);
  // The offset of the first frame header in [from, end) that passes its checksum and starts at `min_position` or
  // later; nothing if there is none. Errors: io.
  Result<std::optional<std::uint64_t>> find_frame(std::uint64_t from, std::uint64_t end, std::uint64_t min_position);
  // Whether some disk sector's part of [from, end) is nothing but zeros. Errors: io.
  Result<bool> has_zero_sector(std::uint64_t from, std::uint64_t end);

  // Errc::corrupt that says where and what.
  Error corrupt_at(std::uint64_t offset, std::string_view what) const;

 private:
  explicit SegmentFile(File file);

  // The bytes from `offset` on: at least `wanted` of them, or up to `end` if that comes first.
  Result<std::string_view> bytes_at(std::uint64_t offset, std::size_t wanted, std::uint64_t end);

  File file_;
  SegmentHeader header_;
  std::vector<char> buffer_;
  std::uint64_t buffer_offset_ = 0;
  std::size_t buffered_ = 0;
};

}  // namespace souk::event_log
