// What one applied event adds to the counters of its app. Sums only, so the order of events does not matter.
#pragma once

#include <cstdint>

#include "domain/event.hpp"

namespace souk::storage {

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

constexpr EventEffects effects_of(domain::EventType type) {
  EventEffects effects{.events = 1, .score = 1};
  switch (type) {
    case domain::EventType::installed:
      effects.active = 1;
      effects.downloads = 1;
      effects.score = 10;
      break;
    case domain::EventType::uninstalled:
      effects.active = -1;
      effects.score = -10;
      break;
    case domain::EventType::downloaded:
      effects.downloads = 1;
      effects.score = 5;
      break;
    case domain::EventType::purchased:
    case domain::EventType::renewed:
      effects.score = 20;
      break;
    case domain::EventType::heartbeat:
      effects.heartbeats = 1;
      break;
    default:
      break;
  }
  return effects;
}

constexpr bool needs_app(domain::EventType type) { return type != domain::EventType::search_performed; }

}  // namespace souk::storage
