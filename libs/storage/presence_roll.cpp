#include "storage/presence_roll.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "domain/iso_week.hpp"

namespace souk::storage {
namespace {

struct Report {
  domain::Presence presence;
  std::int64_t app_id;
  std::string instance;
  UnixMs occurred_at;
};

class Roller {
 public:
  Roller(Connection& connection, const domain::PresenceRoll& roll) : connection_(connection), roll_(roll) {}

  domain::PresenceRolled roll() {
    connection_.lock("presence");
    read_cursor();
    for (const Report& report : read_reports()) take_in(report);
    expire();
    for (const auto& [app_id, change] : changes_) write_week(app_id, change);
    connection_.run(
        "UPDATE presence_cursor SET position = ?1, week = ?2 WHERE id = 1 AND (position <> ?1 OR week <> ?2)",
        rolled_.position, week_);
    return rolled_;
  }

 private:
  void read_cursor() {
    Rows rows = connection_.query("SELECT position, week FROM presence_cursor WHERE id = 1");
    if (!rows.next()) return;
    rolled_.position = rows.natural(0);
    // The clock may go back; a week that has begun stays the latest.
    week_ = std::max(rows.integer(1), domain::week_of(roll_.today));
  }

  std::vector<Report> read_reports() {
    std::vector<Report> reports;
    if (roll_.up_to <= rolled_.position) return reports;
    const std::uint64_t first = rolled_.position;
    std::uint64_t last = first;
    std::size_t looked_at = 0;
    {
      Rows rows = connection_.query(
          "SELECT position, type, app_id, instance, occurred_at FROM raw_event WHERE position >= ?1 AND position < ?2 "
          "ORDER BY position LIMIT ?3",
          first, roll_.up_to, roll_.max_events);
      while (rows.next()) {
        last = rows.natural(0);
        ++looked_at;
        const auto presence = domain::presence_of(static_cast<domain::EventType>(rows.integer(1)));
        if (presence == domain::Presence::silent || rows.integer(2) == 0 || rows.text(3).empty()) continue;
        reports.push_back({presence, rows.integer(2), rows.string(3), rows.integer(4)});
      }
    }
    rolled_.events = reports.size();
    const bool all = looked_at < roll_.max_events;
    rolled_.position = all ? roll_.up_to : last + 1;
    rolled_.more = rolled_.position < roll_.up_to;
    return reports;
  }

  void take_in(const Report& report) {
    if (report.presence == domain::Presence::gone) {
      connection_.run("DELETE FROM presence WHERE app_id = ?1 AND instance = ?2", report.app_id, report.instance);
      changes_[report.app_id] -= connection_.changes();
      return;
    }
    const std::int64_t day = domain::report_day(report.occurred_at, roll_.today);
    connection_.run("INSERT INTO presence VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", report.app_id, report.instance,
                    day);
    if (connection_.changes() == 1) {
      ++changes_[report.app_id];
      return;
    }
    connection_.run("UPDATE presence SET last_day = ?3 WHERE app_id = ?1 AND instance = ?2 AND last_day < ?3",
                    report.app_id, report.instance, day);
  }

  void expire() {
    std::vector<std::pair<std::int64_t, std::string>> silent;
    {
      Rows rows = connection_.query(
          "SELECT app_id, instance FROM presence WHERE last_day <= ?1 ORDER BY last_day, app_id, instance LIMIT ?2",
          domain::silent_since(roll_.today, roll_.window_days), roll_.max_expired);
      while (rows.next()) silent.emplace_back(rows.integer(0), rows.string(1));
    }
    for (const auto& [app_id, instance] : silent) {
      connection_.run("DELETE FROM presence WHERE app_id = ?1 AND instance = ?2", app_id, instance);
      --changes_[app_id];
    }
    rolled_.expired = silent.size();
    rolled_.more = rolled_.more || silent.size() == roll_.max_expired;
  }

  void write_week(std::int64_t app_id, std::int64_t change) {
    if (change == 0) return;
    connection_.run(
        "INSERT INTO presence_week VALUES (?1, ?2, ?3 + coalesce((SELECT instances FROM presence_week WHERE app_id = "
        "?1 "
        "ORDER BY week DESC LIMIT 1), 0)) ON CONFLICT (app_id, week) "
        "DO UPDATE SET instances = presence_week.instances + ?3",
        app_id, week_, change);
  }

  Connection& connection_;
  const domain::PresenceRoll& roll_;
  domain::PresenceRolled rolled_;
  std::int64_t week_ = 0;
  std::map<std::int64_t, std::int64_t> changes_;  // by app
};

}  // namespace

domain::PresenceRolled roll_presence(Connection& connection, const domain::PresenceRoll& roll) {
  return Roller(connection, roll).roll();
}

}  // namespace souk::storage
