#include "sim/presence_tables.hpp"

#include <algorithm>
#include <tuple>

#include "domain/iso_week.hpp"

namespace souk::sim {
namespace {

bool is_later(const PresenceTables::Report& a, const PresenceTables::Report& b) { return a.position > b.position; }

}  // namespace

PresenceTables::PresenceTables(const CatalogueIndex& catalogue, std::int64_t today)
    : catalogue_(&catalogue),
      counts_(catalogue.app_count()),
      weeks_(catalogue.app_count()),
      week_(domain::week_of(today)) {
  for (const domain::SeedInstallation& seed : catalogue.installations()) {
    const Row row{.last_day = today, .app = catalogue.app_of_id(seed.app_id), .instance = number_of(seed.instance_id)};
    if (row.app == CatalogueIndex::kNone || find(row.app, row.instance) != HashIndex::kNone) continue;
    insert(row);
    change(row.app, 1);
  }
}

void PresenceTables::follow(const CatalogueIndex& catalogue) {
  catalogue_ = &catalogue;
  counts_.resize(catalogue.app_count());
  weeks_.resize(catalogue.app_count());
}

void PresenceTables::add(const Report& report) {
  waiting_.push_back(report);
  std::push_heap(waiting_.begin(), waiting_.end(), is_later);
}

bool PresenceTables::would_be_empty(const domain::PresenceRoll& roll) const {
  const bool silent = !by_day_.empty() && by_day_.begin()->first <= domain::silent_since(roll.today, roll.window_days);
  return roll.up_to <= position_ && !silent && domain::week_of(roll.today) <= week_;
}

domain::PresenceRolled PresenceTables::roll(const domain::PresenceRoll& roll) {
  domain::PresenceRolled rolled;
  week_ = std::max(week_, domain::week_of(roll.today));
  std::uint64_t last = position_;
  while (!waiting_.empty() && waiting_.front().position < roll.up_to && rolled.events < roll.max_events) {
    take_in(waiting_.front(), roll.today);
    last = waiting_.front().position;
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    waiting_.pop_back();
    ++rolled.events;
  }
  if (roll.up_to > position_) position_ = rolled.events < roll.max_events ? roll.up_to : last + 1;
  rolled.position = position_;
  rolled.more = position_ < roll.up_to;
  expire(roll, rolled);
  return rolled;
}

void PresenceTables::take_in(const Report& report, std::int64_t today) {
  const std::uint32_t place = find(report.app, report.instance);
  if (report.presence == domain::Presence::gone) {
    if (place == HashIndex::kNone) return;
    erase(place);
    change(report.app, -1);
    return;
  }
  const std::int64_t day = std::min(report.day, today);
  if (place == HashIndex::kNone) {
    insert({.last_day = day, .app = report.app, .instance = report.instance});
    change(report.app, 1);
  } else if (rows_[place].last_day < day) {
    rows_[place].last_day = day;
    by_day_[day].push_back(rows_[place]);
  }
}

void PresenceTables::expire(const domain::PresenceRoll& roll, domain::PresenceRolled& rolled) {
  const std::int64_t silent = domain::silent_since(roll.today, roll.window_days);
  while (!by_day_.empty() && by_day_.begin()->first <= silent) {
    std::vector<Row>& rows = by_day_.begin()->second;
    while (!rows.empty() && rolled.expired < roll.max_expired) {
      const Row row = rows.back();
      rows.pop_back();
      const std::uint32_t place = find(row.app, row.instance);
      if (place == HashIndex::kNone || rows_[place].last_day != row.last_day) continue;
      erase(place);
      change(row.app, -1);
      ++rolled.expired;
    }
    if (!rows.empty()) break;
    by_day_.erase(by_day_.begin());
  }
  rolled.more = rolled.more || rolled.expired == roll.max_expired;
}

void PresenceTables::change(std::uint32_t app, std::int64_t by) {
  counts_[app] += by;
  std::vector<domain::WeekPresence>& weeks = weeks_[app];
  if (weeks.empty() || weeks.back().week != week_) weeks.push_back({.week = week_});
  weeks.back().instances = counts_[app];
}

std::uint32_t PresenceTables::find(std::uint32_t app, std::uint32_t instance) const {
  return index_.find(hash_of(app, instance), [this, app, instance](std::uint32_t place) {
    return rows_[place].app == app && rows_[place].instance == instance;
  });
}

void PresenceTables::insert(const Row& row) {
  index_.insert(hash_of(row.app, row.instance), static_cast<std::uint32_t>(rows_.size()));
  rows_.push_back(row);
  by_day_[row.last_day].push_back(row);
}

// The last row moves into the gap.
void PresenceTables::erase(std::uint32_t place) {
  const auto last = static_cast<std::uint32_t>(rows_.size() - 1);
  index_.erase(hash_of(rows_[place].app, rows_[place].instance), place);
  if (place != last) {
    const std::uint64_t hash = hash_of(rows_[last].app, rows_[last].instance);
    index_.erase(hash, last);
    rows_[place] = rows_[last];
    index_.insert(hash, place);
  }
  rows_.pop_back();
}

std::int64_t PresenceTables::counted() const {
  std::int64_t sum = 0;
  for (const std::int64_t count : counts_) sum += count;
  return sum;
}

void PresenceTables::dump(std::map<std::string, std::vector<std::string>>& tables) const {
  std::vector<std::tuple<std::int64_t, std::string_view, std::int64_t>> sorted;
  for (const Row& row : rows_) {
    sorted.emplace_back(catalogue_->app(row.app).id, instances_.text(row.instance), row.last_day);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [app, instance, day] : sorted) {
    tables["presence"].push_back(std::to_string(app) + "|" + std::string(instance) + "|" + std::to_string(day) + "|");
  }
  for (std::uint32_t app = 0; app < weeks_.size(); ++app) {
    for (const domain::WeekPresence& week : weeks_[app]) {
      tables["presence_week"].push_back(std::to_string(catalogue_->app(app).id) + "|" + std::to_string(week.week) +
                                        "|" + std::to_string(week.instances) + "|");
    }
  }
}

}  // namespace souk::sim
