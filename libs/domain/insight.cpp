#include "domain/insight.hpp"

#include <algorithm>

#include "domain/event_effects.hpp"
#include "domain/iso_week.hpp"

namespace souk::domain {

std::int64_t first_week(std::int64_t today, std::size_t weeks) {
  return week_of(today) - static_cast<std::int64_t>(weeks) * 7;
}

std::vector<WeekFigures> weekly_figures(std::int64_t today, std::size_t weeks, std::int64_t active_now,
                                        std::span<const DayCount> days, std::span<const WeekPresence> presence) {
  const std::int64_t first = first_week(today, weeks);
  std::vector<WeekFigures> figures(weeks + 1);
  std::vector<std::int64_t> gained(weeks + 1);
  for (std::size_t i = 0; i <= weeks; ++i) figures[i].week = first + static_cast<std::int64_t>(i) * 7;
  figures.back().complete = false;
  for (const DayCount& count : days) {
    if (count.day < first) continue;
    // Events that claim to be of the future are filed under the week that is under way.
    const std::size_t week = std::min(static_cast<std::size_t>((count.day - first) / 7), weeks);
    const EventEffects effects = effects_of(count.type);
    figures[week].downloads += effects.downloads * count.count;
    gained[week] += effects.active * count.count;
  }
  std::int64_t active = active_now;
  for (std::size_t i = weeks + 1; i-- > 0;) {
    figures[i].active_installs = active;
    active -= gained[i];
  }
  std::size_t known = 0;
  std::int64_t instances = 0;
  for (WeekFigures& week : figures) {
    while (known < presence.size() && presence[known].week <= week.week) instances = presence[known++].instances;
    week.active_instances = instances;
  }
  return figures;
}

}  // namespace souk::domain
