// What one applied event adds to the counters of its app. Sums only, so the order of events does not matter.
#pragma once

#include <cstdint>

#include "domain/event.hpp"

namespace souk::domain {

struct EventEffects {
  std::int64_t active = 0;
  std::int64_t downloads = 0;
  std::int64_t heartbeats = 0;
  std::int64_t events = 0;
  std::int64_t score = 0;  // how lively the app is: the order among apps with equal installs

  EventEffects& operator+=(const EventEffects& other) {
    active += other.active;
    downloads += other.downloads;
    heartbeats += other.heartbeats;
    events += other.events;
    score += other.score;
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

constexpr bool needs_app(EventType type) { return type != EventType::search_performed; }

// Why the event can never be applied; null if it can. `app_known`: the catalogue has the app that it names.
constexpr const char* poison_reason(const AnalyticsEvent& event, bool app_known) {
  if (event.app_key.empty()) return needs_app(event.type) ? "names no app, and its type needs one" : nullptr;
  return app_known ? nullptr : "names an unknown app";
}

}  // namespace souk::domain
