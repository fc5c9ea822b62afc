#include "storage/insight_reads.hpp"

#include <algorithm>

#include "storage/market_reads.hpp"

namespace souk::storage {
namespace {

constexpr auto kInstalled = static_cast<std::int64_t>(domain::EventType::installed);
constexpr auto kUninstalled = static_cast<std::int64_t>(domain::EventType::uninstalled);
constexpr auto kDownloaded = static_cast<std::int64_t>(domain::EventType::downloaded);

std::vector<domain::DayCount> read_days(Connection& connection, std::int64_t app_id, std::int64_t first_day) {
  std::vector<domain::DayCount> days;
  Rows rows = connection.query(
      "SELECT day, type, count FROM daily_rollup WHERE app_id = ?1 AND day >= ?2 AND type IN (?3, ?4, ?5)", app_id,
      first_day, kInstalled, kUninstalled, kDownloaded);
  while (rows.next()) {
    days.push_back({rows.integer(0), static_cast<domain::EventType>(rows.integer(1)), rows.integer(2)});
  }
  return days;
}

// The changes in the weeks asked for, and the one before them that holds at their beginning.
std::vector<domain::WeekPresence> read_presence(Connection& connection, std::int64_t app_id, std::int64_t first) {
  std::vector<domain::WeekPresence> weeks;
  Rows rows =
      connection.query("SELECT week, instances FROM presence_week WHERE app_id = ?1 ORDER BY week DESC", app_id);
  while (rows.next()) {
    weeks.push_back({rows.integer(0), rows.integer(1)});
    if (weeks.back().week <= first) break;
  }
  std::reverse(weeks.begin(), weeks.end());
  return weeks;
}

Result<std::vector<domain::RankedApp>> collect(Connection& connection, const char* sql, std::int64_t from_day,
                                               std::size_t limit) {
  std::vector<domain::RankedApp> ranked;
  {
    Rows rows = connection.query(sql, from_day, limit);
    while (rows.next()) ranked.push_back({.key = rows.string(0), .name = rows.string(1), .figure = rows.integer(2)});
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return ranked;
}

}  // namespace

Result<domain::AppInsight> read_app_insight(Connection& connection, std::string_view key, std::int64_t today,
                                            std::size_t weeks) {
  Transaction snapshot(connection, Transaction::Mode::read);
  domain::AppInsight insight{.key = std::string(key)};
  std::int64_t app_id = 0;
  {
    Rows rows = connection.query(
        "SELECT a.id, c.active, c.downloads FROM app a JOIN app_counter c ON c.app_id = a.id WHERE a.key = ?1", key);
    if (rows.next()) {
      app_id = rows.integer(0);
      insight.active_installs = rows.integer(1);
      insight.downloads = rows.integer(2);
    }
  }
  if (app_id != 0) {
    const std::int64_t first = domain::first_week(today, weeks);
    const auto days = read_days(connection, app_id, first);
    const auto presence = read_presence(connection, app_id, first);
    if (!presence.empty()) insight.active_instances = presence.back().instances;
    insight.weeks = domain::weekly_figures(today, weeks, insight.active_installs, days, presence);
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  if (app_id == 0) return no_such_app(key);
  return insight;
}

// An app's days lie together, so each app is one look-up; an index by day would make every new row dearer for workers.
Result<std::vector<domain::RankedApp>> read_trending(Connection& connection, std::int64_t today, std::size_t limit) {
  return collect(connection,
                 "SELECT key, name, gained FROM (SELECT a.key, a.name, "
                 "(SELECT sum(CASE type WHEN 1 THEN count ELSE -count END) FROM daily_rollup "
                 "WHERE app_id = a.id AND day >= ?1 AND type IN (1, 2)) AS gained FROM app a) g WHERE gained > 0 "
                 "ORDER BY gained DESC, key LIMIT ?2",
                 today - domain::kTrendingDays + 1, limit);
}
static_assert(kInstalled == 1 && kUninstalled == 2);

Result<std::vector<domain::RankedApp>> read_top_selling(Connection& connection, std::int64_t today, std::size_t limit) {
  return collect(
      connection,
      "SELECT a.key, a.name, s.cents FROM (SELECT app_id, sum(amount_cents) AS cents FROM sales_rollup "
      "WHERE day >= ?1 GROUP BY app_id) s JOIN app a ON a.id = s.app_id ORDER BY s.cents DESC, a.key LIMIT ?2",
      today - domain::kSellingDays + 1, limit);
}

}  // namespace souk::storage
