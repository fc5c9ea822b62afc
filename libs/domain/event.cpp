#include "domain/event.hpp"

#include <cstddef>

namespace souk::domain {
namespace {

void append_text(std::string_view text, std::string& out) {
  out += static_cast<char>(text.size() & 0xffU);
  out += static_cast<char>(text.size() >> 8U);
  out += text;
}

bool take_text(std::string_view& bytes, std::string& out) {
  if (bytes.size() < 2) return false;
  const std::size_t size = static_cast<unsigned char>(bytes[0]) + 256U * static_cast<unsigned char>(bytes[1]);
  if (bytes.size() < 2 + size) return false;
  out = bytes.substr(2, size);
  bytes.remove_prefix(2 + size);
  return true;
}

}  // namespace

void encode(const AnalyticsEvent& event, std::string& out) {
  out += '\1';
  out += static_cast<char>(event.type);
  for (unsigned shift = 0; shift < 64; shift += 8)
    out += static_cast<char>(static_cast<std::uint64_t>(event.occurred_at) >> shift);
  append_text(event.source, out);
  append_text(event.id, out);
  append_text(event.app_key, out);
  append_text(event.instance_id, out);
}

Result<AnalyticsEvent> decode(std::string_view bytes) {
  constexpr std::size_t kHeader = 10;
  if (bytes.size() < kHeader || bytes[0] != '\1' || static_cast<unsigned char>(bytes[1]) >= kEventTypeCount)
    return fail(Errc::corrupt, "event header");
  AnalyticsEvent event;
  event.type = static_cast<EventType>(bytes[1]);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < 8; ++i)
    at |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[2 + i])) << (8 * i);
  event.occurred_at = static_cast<UnixMs>(at);
  bytes.remove_prefix(kHeader);
  if (!take_text(bytes, event.source) || !take_text(bytes, event.id) || !take_text(bytes, event.app_key) ||
      !take_text(bytes, event.instance_id) || !bytes.empty())
    return fail(Errc::corrupt, "event strings");
  return event;
}

}  // namespace souk::domain
