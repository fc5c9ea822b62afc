// Analytics events as the marketplace understands them, after the CloudEvents envelope has been checked. The binary
// form is what the event log stores: compact, versioned, decoded without allocation surprises. source + id is the key
// for duplicates (CloudEvents 1.0).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// CloudEvents types are these names behind "souk.": "souk.heartbeat", "souk.installed", ...
enum class EventType : std::uint8_t {
  heartbeat,  // the instance reports an app it has (phone home)
  installed,
  uninstalled,
  upgraded,
  enabled,
  disabled,
  enablement_failure,
  requested,
  settings_changed,
  app_viewed,
  search_performed,
  downloaded,
  evaluation_started,
  purchased,
  renewed,
};
inline constexpr std::size_t kEventTypeCount = 15;
inline constexpr std::array<std::string_view, kEventTypeCount> kEventTypeNames{
    "heartbeat",        "installed",          "uninstalled",        "upgraded",         "enabled",
    "disabled",         "enablement-failure", "requested",          "settings-changed", "app-viewed",
    "search-performed", "downloaded",         "evaluation-started", "purchased",        "renewed"};

struct AnalyticsEvent {
  std::string source;  // who says so, for example "/instances/i-000042"
  std::string id;      // unique within the source
  EventType type = EventType::heartbeat;
  std::string app_key;      // empty where the type needs none (search-performed)
  std::string instance_id;  // host product instance, may be empty
  UnixMs occurred_at = 0;
};

// 128 bits of source + id: the duplicate key. Its first 24 bits depend on the source alone, so that the events of one
// source, which arrive together, lie together in an ordered index. (Collisions: about n^2 / 2^105 within a source,
// n^2 / 2^129 between sources.)
struct EventKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const EventKey&, const EventKey&) = default;
  friend auto operator<=>(const EventKey&, const EventKey&) = default;  // NOLINT(modernize-use-nullptr): clang 14 errs
};
EventKey key_of(std::string_view source, std::string_view id);

// Appends the binary form of `event` to `out`. Layout: version byte 1, type byte, 8-byte little-endian occurred_at,
// then source, id, app_key, instance_id, each a 2-byte little-endian length and its bytes.
void encode(const AnalyticsEvent& event, std::string& out);
// Errors: corrupt (too short, unknown version or type, lengths past the end), with what and where.
Result<AnalyticsEvent> decode(std::string_view bytes);

}  // namespace souk::domain
