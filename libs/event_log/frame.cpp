#include "event_log/frame.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "event_log/crc32c.hpp"

namespace souk::event_log {
namespace {

static_assert(std::endian::native == std::endian::little, "fields are stored little-endian, as memory has them");

constexpr std::string_view kSegmentMagic = "soukjrnl";
constexpr std::uint8_t kVersion = 1;

// Offsets of the fields; see docs/journal-format.md.
constexpr std::size_t kSegmentVersion = 8;
constexpr std::size_t kSegmentFirstPosition = 12;
constexpr std::size_t kSegmentCreatedAt = 20;
constexpr std::size_t kSegmentSalt = 28;
constexpr std::size_t kSegmentCrc = 36;

constexpr std::size_t kFrameVersion = 4;
constexpr std::size_t kFrameBodyBytes = 8;
constexpr std::size_t kFrameRecords = 12;
constexpr std::size_t kFrameFirstPosition = 16;
constexpr std::size_t kFrameAppendedAt = 24;
constexpr std::size_t kFrameCrc = 32;

constexpr std::size_t kRecordCrc = 4;

// A builder that once held a huge frame gives the memory back.
constexpr std::size_t kKeptBufferBytes = 2 * kTargetFrameBytes;

template <class Integer>
void put(char* at, Integer value) {
  std::memcpy(at, &value, sizeof(value));
}

template <class Integer>
Integer get(std::string_view bytes, std::size_t at) {
  Integer value{};
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

std::uint32_t frame_header_crc(std::string_view header, std::uint64_t salt) {
  char salt_bytes[sizeof(salt)];
  put(salt_bytes, salt);
  return crc32c(header.substr(0, kFrameCrc), crc32c({salt_bytes, sizeof(salt_bytes)}));
}

void write_frame_header(char* at, const FrameHeader& header, std::uint64_t salt) {
  std::memset(at, 0, kFrameHeaderBytes);
  std::memcpy(at, kFrameMagic.data(), kFrameMagic.size());
  put(at + kFrameVersion, kVersion);
  put(at + kFrameBodyBytes, header.body_bytes);
  put(at + kFrameRecords, header.records);
  put(at + kFrameFirstPosition, header.first_position);
  put(at + kFrameAppendedAt, header.appended_at);
  put(at + kFrameCrc, frame_header_crc({at, kFrameHeaderBytes}, salt));
}

// Covers the length too, so that a damaged length cannot pass.
std::uint32_t record_crc(std::string_view length, std::string_view payload) { return crc32c(payload, crc32c(length)); }

}  // namespace

std::string encode(const SegmentHeader& header) {
  std::string bytes(kSegmentHeaderBytes, '\0');
  std::memcpy(bytes.data(), kSegmentMagic.data(), kSegmentMagic.size());
  put(bytes.data() + kSegmentVersion, kVersion);
  put(bytes.data() + kSegmentFirstPosition, header.first_position);
  put(bytes.data() + kSegmentCreatedAt, header.created_at);
  put(bytes.data() + kSegmentSalt, header.salt);
  put(bytes.data() + kSegmentCrc, crc32c(std::string_view(bytes).substr(0, kSegmentCrc)));
  return bytes;
}

Result<SegmentHeader> decode_segment_header(std::string_view bytes) {
  if (bytes.size() < kSegmentHeaderBytes) return fail(Errc::corrupt, "the segment header is cut short");
  if (!bytes.starts_with(kSegmentMagic)) return fail(Errc::corrupt, "this is not a segment of a journal");
  const auto version = get<std::uint8_t>(bytes, kSegmentVersion);
  if (version != kVersion) {
    return fail(Errc::corrupt,
                fmt::format("the segment has format version {}, this program reads version {}", version, kVersion));
  }
  if (get<std::uint32_t>(bytes, kSegmentCrc) != crc32c(bytes.substr(0, kSegmentCrc))) {
    return fail(Errc::corrupt, "the segment header fails its checksum");
  }
  return SegmentHeader{.first_position = get<std::uint64_t>(bytes, kSegmentFirstPosition),
                       .created_at = get<UnixMs>(bytes, kSegmentCreatedAt),
                       .salt = get<std::uint64_t>(bytes, kSegmentSalt)};
}

std::string encode(const FrameHeader& header, std::uint64_t salt) {
  std::string bytes(kFrameHeaderBytes, '\0');
  write_frame_header(bytes.data(), header, salt);
  return bytes;
}

Result<FrameHeader> decode_frame_header(std::string_view bytes, std::uint64_t salt) {
  if (bytes.size() < kFrameHeaderBytes) return fail(Errc::corrupt, "the frame header is cut short");
  if (!bytes.starts_with(kFrameMagic)) return fail(Errc::corrupt, "no frame begins here");
  if (get<std::uint32_t>(bytes, kFrameCrc) != frame_header_crc(bytes, salt)) {
    return fail(Errc::corrupt, "the frame header fails its checksum");
  }
  const auto version = get<std::uint8_t>(bytes, kFrameVersion);
  if (version != kVersion) {
    return fail(Errc::corrupt,
                fmt::format("the frame has format version {}, this program reads version {}", version, kVersion));
  }
  const FrameHeader header{.body_bytes = get<std::uint32_t>(bytes, kFrameBodyBytes),
                           .records = get<std::uint32_t>(bytes, kFrameRecords),
                           .first_position = get<std::uint64_t>(bytes, kFrameFirstPosition),
                           .appended_at = get<UnixMs>(bytes, kFrameAppendedAt)};
  if (header.body_bytes > kMaxFrameBodyBytes || header.records > header.body_bytes / kRecordHeaderBytes) {
    return fail(Errc::corrupt, "the frame header states impossible sizes");
  }
  return header;
}

std::uint32_t record_payload_bytes(std::string_view bytes) { return get<std::uint32_t>(bytes, 0); }

bool record_is_whole(std::string_view record) {
  return get<std::uint32_t>(record, kRecordCrc) ==
         record_crc(record.substr(0, kRecordCrc), record.substr(kRecordHeaderBytes));
}

FrameBuilder::FrameBuilder() { clear(); }

void FrameBuilder::clear() {
  if (buffer_.capacity() > kKeptBufferBytes) std::string().swap(buffer_);
  buffer_.assign(kFrameHeaderBytes, '\0');
  records_ = 0;
}

void FrameBuilder::add(std::string_view payload) {
  char header[kRecordHeaderBytes];
  put(header, static_cast<std::uint32_t>(payload.size()));
  put(header + kRecordCrc, record_crc({header, kRecordCrc}, payload));
  buffer_.append(header, sizeof(header));
  buffer_.append(payload);
  ++records_;
}

std::string_view FrameBuilder::finish(std::uint64_t first_position, UnixMs appended_at, std::uint64_t salt) {
  const FrameHeader header{.body_bytes = static_cast<std::uint32_t>(buffer_.size() - kFrameHeaderBytes),
                           .records = records_,
                           .first_position = first_position,
                           .appended_at = appended_at};
  write_frame_header(buffer_.data(), header, salt);
  return buffer_;
}

}  // namespace souk::event_log
