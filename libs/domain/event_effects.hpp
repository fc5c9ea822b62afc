// What one applied event does to the counters of its app. Sums and a maximum, so the order of events does not matter.
#pragma once

#include <algorithm>
#include <cstdint>

#include "domain/event.hpp"

namespace souk::domain {

struct EventEffects {
  std::int64_t active = 0;
  std::int64_t downloads = 0;
  std::int64_t heartbeats = 0;
  std::int64_t events = 0;
  std::int64_t score = 0;  // how lively the app is: the order among apps with equal installs
  UnixMs reported_at = 0;  // when the latest event happened by which an instance reported the app; 0: none did

  EventEffects& operator+=(const EventEffects& other) {
    active += other.active;
    downloads += other.downloads;
    heartbeats += other.heartbeats;
    events += other.events;
    score += other.score;
    reported_at = std::max(reported_at, other.reported_at);
    return *this;
  }
};

constexpr EventEffects effects_of(EventType type) {
  EventEffects effects{.events = 1, .score = 1};
  switch (type) {
    case EventType::installed:
      effects.active = 1;
      effects.downloads = 1;
      effects.score = 10;
      break;
    case EventType::uninstalled:
      effects.active = -1;
      effects.score = -10;
      break;
    case EventType::downloaded:
      effects.downloads = 1;
      effects.score = 5;
      break;
    case EventType::purchased:
    case EventType::renewed:
      effects.score = 20;
      break;
    case EventType::heartbeat:
      effects.heartbeats = 1;
      break;
    default:
      break;
  }
  return effects;
}

// Whether such an event tells that the app is still installed somewhere.
constexpr bool is_report(EventType type) {
  switch (type) {
    case EventType::heartbeat:
    case EventType::installed:
    case EventType::upgraded:
    case EventType::enabled:
    case EventType::disabled:
    case EventType::settings_changed:
      return true;
    default:
      return false;
  }
}

constexpr EventEffects effects_of(EventType type, UnixMs occurred_at) {
  EventEffects effects = effects_of(type);
  if (is_report(type)) effects.reported_at = occurred_at;
  return effects;
}

constexpr bool needs_app(EventType type) { return type != EventType::search_performed; }

// Why the event can never be applied; null if it can. `app_known`: the catalogue has the app that it names.
constexpr const char* poison_reason(const AnalyticsEvent& event, bool app_known) {
  if (event.app_key.empty()) return needs_app(event.type) ? "names no app, and its type needs one" : nullptr;
  return app_known ? nullptr : "names an unknown app";
}

}  // namespace souk::domain
