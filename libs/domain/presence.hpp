// Which instances have which app, as they themselves report it: the window-based count of active installs. An instance
// that reports an app counts for it until it has been silent for the window, or says that the app is gone.
//
// Events change it in the order of the event log, so that its state is one of the log alone, whoever applied what when.
#pragma once

#include <cstddef>
#include <cstdint>

#include "domain/event.hpp"

namespace souk::domain {

enum class Presence : std::uint8_t { silent, there, gone };

// What an event of this type says about the app on its instance. An event without an instance says nothing.
constexpr Presence presence_of(EventType type) {
  switch (type) {
    case EventType::heartbeat:
    case EventType::installed:
    case EventType::upgraded:
    case EventType::enabled:
    case EventType::settings_changed:
      return Presence::there;
    case EventType::uninstalled:
      return Presence::gone;
    default:
      return Presence::silent;
  }
}

// The day an event is filed under: a client whose clock is ahead does not stay active for longer.
constexpr std::int64_t report_day(UnixMs occurred_at, std::int64_t today) {
  return day_of(occurred_at) < today ? day_of(occurred_at) : today;
}

// An instance whose last report is of this day or before is silent.
constexpr std::int64_t silent_since(std::int64_t today, std::int64_t window_days) { return today - window_days; }

// One bounded step of the roll-up.
struct PresenceRoll {
  std::uint64_t up_to = 0;  // positions below it are consumed, all of them
  std::int64_t today = 0;   // days since 1970
  std::int64_t window_days = 30;
  std::size_t max_events = 1'000;  // looked at
  std::size_t max_expired = 1'000;
};

struct PresenceRolled {
  std::uint64_t events = 0;    // that said something, taken in by this step
  std::uint64_t expired = 0;   // instances of apps that had fallen silent
  std::uint64_t position = 0;  // of the next event
  bool more = false;           // there is more to do at once
};

}  // namespace souk::domain
