// What analytics know of apps, week by week, worked out from rollups.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/event.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// Events of one type about an app on one day.
struct DayCount {
  std::int64_t day = 0;
  EventType type = EventType::heartbeat;
  std::int64_t count = 0;
};

// Instances that reported the app, at the end of a week.
struct WeekPresence {
  std::int64_t week = 0;  // its Monday
  std::int64_t instances = 0;
};

struct WeekFigures {
  std::int64_t week = 0;              // its Monday
  bool complete = true;               // false for the week that is under way
  std::int64_t active_installs = 0;   // at its end, or now
  std::int64_t downloads = 0;         // in it
  std::int64_t active_instances = 0;  // that reported the app within the window, at its end or now
};

struct AppInsight {
  std::string key{};
  std::int64_t active_installs = 0;
  std::int64_t active_instances = 0;
  std::int64_t downloads = 0;
  std::vector<WeekFigures> weeks{};  // ascending; the last is under way
};

struct RankedApp {
  std::string key;
  std::string name;
  std::int64_t figure = 0;  // installs gained, or US cents
};

// Trending looks at this many days, today included, and top-selling at that many.
inline constexpr std::int64_t kTrendingDays = 7;
inline constexpr std::int64_t kSellingDays = 30;
inline constexpr std::size_t kMostWeeks = 53;

// The Monday of the first of `weeks` full weeks before the one of `today`.
std::int64_t first_week(std::int64_t today, std::size_t weeks);

// `weeks` full weeks and the one under way. `active_now` is today's count; what it was at the end of a week follows
// from what changed since. `days`: all counts since first_week(), in any order. `presence`: every change, ascending by
// week, of which the last at or before a week holds for it.
std::vector<WeekFigures> weekly_figures(std::int64_t today, std::size_t weeks, std::int64_t active_now,
                                        std::span<const DayCount> days, std::span<const WeekPresence> presence);

}  // namespace souk::domain
