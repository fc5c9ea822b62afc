// The bytes of a segment file: its header, frames and records, encoded and checked in memory. The layout is in
// docs/journal-format.md. Decoding errors are Errc::corrupt with what is wrong; the caller adds where.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::event_log {

inline constexpr std::size_t kSegmentHeaderBytes = 40;
inline constexpr std::size_t kFrameHeaderBytes = 36;
inline constexpr std::size_t kRecordHeaderBytes = 8;

// The limits of one append (ports::EventLog).
inline constexpr std::size_t kMaxPayloadBytes = 64UL * 1024;
inline constexpr std::size_t kMaxPayloads = 1'000;
// A frame takes further appends until it has this many bytes. One append is never split, so one may be larger.
inline constexpr std::size_t kTargetFrameBytes = 8UL * 1024 * 1024;
inline constexpr std::size_t kMaxFrameBodyBytes = kMaxPayloads * (kRecordHeaderBytes + kMaxPayloadBytes);
static_assert(kMaxFrameBodyBytes >= kTargetFrameBytes);

// The four bytes every frame starts with.
inline constexpr std::string_view kFrameMagic = "SJFR";

struct SegmentHeader {
  std::uint64_t first_position = 0;
  UnixMs created_at = 0;
  // Random, and part of every frame header's checksum, so that no payload can pass for a frame.
  std::uint64_t salt = 0;
};
std::string encode(const SegmentHeader& header);
Result<SegmentHeader> decode_segment_header(std::string_view bytes);

struct FrameHeader {
  std::uint32_t body_bytes = 0;
  std::uint32_t records = 0;  // 0 = a seal: everything before it was synced and is whole
  std::uint64_t first_position = 0;
  UnixMs appended_at = 0;

  bool is_seal() const { return records == 0; }
  std::uint64_t bytes() const { return kFrameHeaderBytes + body_bytes; }
};
std::string encode(const FrameHeader& header, std::uint64_t salt);
// `bytes` may be longer than the header.
Result<FrameHeader> decode_frame_header(std::string_view bytes, std::uint64_t salt);

// The payload's size as the record at the start of `bytes` states it. Needs kRecordHeaderBytes.
std::uint32_t record_payload_bytes(std::string_view bytes);
// Whether `record` (exactly one: header and payload) matches its checksum.
bool record_is_whole(std::string_view record);

// Gathers the records of one frame. Reused from frame to frame to keep its memory.
class FrameBuilder {
 public:
  FrameBuilder();
  void clear();
  void add(std::string_view payload);
  // Of the finished frame.
  std::size_t bytes() const { return buffer_.size(); }
  std::uint32_t records() const { return records_; }
  // Fills in the header. The view is valid until the next call of add or clear.
  std::string_view finish(std::uint64_t first_position, UnixMs appended_at, std::uint64_t salt);

 private:
  std::string buffer_;
  std::uint32_t records_ = 0;
};

}  // namespace souk::event_log
