#include "domain/event.hpp"

#include <bit>
#include <cstring>

namespace souk::domain {
namespace {

constexpr unsigned char kVersion = 1;
constexpr unsigned char kVersionWithAmount = 2;
constexpr std::size_t kFixedSize = 2 + 8;  // version, type, occurred_at
constexpr std::size_t kMaxField = 0xffff;

// Whole words where the machine's order is that of the format; events are encoded, decoded and hashed by the million.
std::uint64_t little_endian(const char* bytes, std::size_t count) {
  std::uint64_t value = 0;
  if (std::endian::native == std::endian::little && count == sizeof value) {
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

void put_little_endian(std::uint64_t value, std::size_t count, std::string& out) {
  std::array<char, sizeof value> bytes{};
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<char>((value >> (8 * i)) & 0xff);
  out.append(bytes.data(), count);
}

// Longer fields than the format can hold are cut: ingest refuses events of such size, so none gets here.
void put_field(std::string_view field, std::string& out) {
  const std::string_view kept = field.substr(0, kMaxField);
  put_little_endian(kept.size(), 2, out);
  out.append(kept);
}

Error corrupt(std::string_view what, std::size_t offset) {
  std::string detail = "event record: ";
  detail.append(what).append(" at byte ").append(std::to_string(offset));
  return fail(Errc::corrupt, std::move(detail));
}

// Reads the fields in turn; remembers where it stopped when the bytes run out.
class FieldReader {
 public:
  FieldReader(std::string_view bytes, std::size_t offset) : bytes_(bytes), offset_(offset) {}

  bool read(std::string& field) {
    if (bytes_.size() - offset_ < 2) return false;
    const std::size_t length = little_endian(bytes_.data() + offset_, 2);
    if (bytes_.size() - offset_ - 2 < length) return false;
    field.assign(bytes_.substr(offset_ + 2, length));
    offset_ += 2 + length;
    return true;
  }
  std::size_t offset() const { return offset_; }

 private:
  std::string_view bytes_;
  std::size_t offset_;
};

// Mixes 8 bytes at a time with a multiply, rotate and multiply, and finishes with the avalanche of SplitMix64.
std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  return std::rotl(hash ^ (word * 0x9fb21c651e98df25ULL), 29) * 0x9e3779b97f4a7c15ULL;
}

std::uint64_t avalanche(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// The length goes first, so that ("ab", "c") and ("a", "bc") differ.
std::uint64_t hash_text(std::uint64_t hash, std::string_view text) {
  hash = mix(hash, text.size());
  constexpr std::size_t kWord = sizeof hash;
  std::size_t at = 0;
  for (; at + kWord <= text.size(); at += kWord) hash = mix(hash, little_endian(text.data() + at, kWord));
  if (at < text.size()) hash = mix(hash, little_endian(text.data() + at, text.size() - at));
  return avalanche(hash);
}

}  // namespace

EventKey key_of(std::string_view source, std::string_view id) {
  constexpr int kSourceBits = 24;
  constexpr std::uint64_t kSeedHigh = 0x5851f42d4c957f2dULL;
  constexpr std::uint64_t kSeedLow = 0x14057b7ef767814fULL;
  const std::uint64_t source_high = hash_text(kSeedHigh, source);
  const std::uint64_t source_low = hash_text(kSeedLow, source);
  EventKey key;
  key.high = (source_high >> (64 - kSourceBits) << (64 - kSourceBits)) | (hash_text(source_high, id) >> kSourceBits);
  key.low = hash_text(source_low, id);
  return key;
}

void encode(const AnalyticsEvent& event, std::string& out) {
  const bool has_amount = event.amount_cents != 0;
  out.reserve(out.size() + kFixedSize + (has_amount ? 8 : 0) + std::size_t{4} * 2 + event.source.size() +
              event.id.size() + event.app_key.size() + event.instance_id.size());
  out.push_back(static_cast<char>(has_amount ? kVersionWithAmount : kVersion));
  out.push_back(static_cast<char>(event.type));
  put_little_endian(static_cast<std::uint64_t>(event.occurred_at), 8, out);
  if (has_amount) put_little_endian(static_cast<std::uint64_t>(event.amount_cents), 8, out);
  put_field(event.source, out);
  put_field(event.id, out);
  put_field(event.app_key, out);
  put_field(event.instance_id, out);
}

Result<AnalyticsEvent> decode(std::string_view bytes) {
  if (bytes.size() < kFixedSize) return corrupt("ends too early", bytes.size());
  const auto version = static_cast<unsigned char>(bytes[0]);
  if (version != kVersion && version != kVersionWithAmount) return corrupt("unknown version", 0);
  const auto type = static_cast<unsigned char>(bytes[1]);
  if (type >= kEventTypeCount) return corrupt("unknown type", 1);
  AnalyticsEvent event;
  event.type = static_cast<EventType>(type);
  event.occurred_at = static_cast<UnixMs>(little_endian(bytes.data() + 2, 8));
  std::size_t fields_at = kFixedSize;
  if (version == kVersionWithAmount) {
    if (bytes.size() < kFixedSize + 8) return corrupt("ends inside the amount", bytes.size());
    event.amount_cents = static_cast<std::int64_t>(little_endian(bytes.data() + kFixedSize, 8));
    fields_at += 8;
  }
  FieldReader reader(bytes, fields_at);
  for (std::string* field : {&event.source, &event.id, &event.app_key, &event.instance_id}) {
    if (!reader.read(*field)) return corrupt("ends inside a field", reader.offset());
  }
  if (reader.offset() != bytes.size()) return corrupt("has bytes after its end", reader.offset());
  return event;
}

}  // namespace souk::domain
