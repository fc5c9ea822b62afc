#include "storage/recounter.hpp"

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/event_effects.hpp"

namespace souk::storage {
namespace {

struct CountedApp {
  std::int64_t id = 0;
  domain::EventEffects counted;  // active: what was installed when counting began, to start with
};
using VendorApps = std::map<std::int64_t, std::vector<CountedApp>>;  // by vendor

// The vendors that `plan` is about, those without an app too.
VendorApps read_vendors(Connection& connection, const domain::RecountPlan& plan) {
  VendorApps vendors;
  const std::size_t most = plan.max_vendors > 0 ? plan.max_vendors : std::numeric_limits<std::int32_t>::max();
  {
    Rows rows = connection.query("SELECT id FROM vendor WHERE id > ?1 ORDER BY id LIMIT ?2", plan.after_vendor, most);
    while (rows.next()) vendors[rows.integer(0)] = {};
  }
  if (vendors.empty()) return vendors;
  Rows rows = connection.query(
      "SELECT a.vendor_id, a.id, s.active FROM app a JOIN app_start s ON s.app_id = a.id "
      "WHERE a.vendor_id BETWEEN ?1 AND ?2",
      vendors.begin()->first, vendors.rbegin()->first);
  while (rows.next()) {
    vendors[rows.integer(0)].push_back({.id = rows.integer(1), .counted = {.active = rows.integer(2)}});
  }
  return vendors;
}

std::string as_json(const std::vector<CountedApp>& apps) {
  std::string list = "[";
  for (const CountedApp& app : apps) list += (list.size() > 1 ? "," : "") + std::to_string(app.id);
  return list + "]";
}

constexpr const char* kCountInSqlite =
    "SELECT app_id, type, count(*) FROM raw_event WHERE app_id IN (SELECT value FROM json_each(?1)) "
    "GROUP BY app_id, type";
constexpr const char* kCountInPostgres =
    "SELECT app_id, type, count(*) FROM raw_event WHERE app_id IN "
    "(SELECT value::bigint FROM json_array_elements_text(?1::json)) GROUP BY app_id, type";

void count_events(Connection& connection, std::vector<CountedApp>& apps) {
  std::map<std::int64_t, CountedApp*> by_id;
  for (CountedApp& app : apps) by_id.emplace(app.id, &app);
  Rows rows =
      connection.query(connection.dialect() == Dialect::sqlite ? kCountInSqlite : kCountInPostgres, as_json(apps));
  while (rows.next()) {
    const domain::EventEffects each = domain::effects_of(static_cast<domain::EventType>(rows.integer(1)));
    const std::int64_t times = rows.integer(2);
    domain::EventEffects& counted = by_id.at(rows.integer(0))->counted;
    counted += {.active = each.active * times,
                .downloads = each.downloads * times,
                .heartbeats = each.heartbeats * times,
                .events = each.events * times,
                .score = each.score * times};
  }
}

std::uint64_t changed(Connection& connection) { return static_cast<std::uint64_t>(connection.changes()); }

std::uint64_t correct(Connection& connection, std::int64_t vendor, const std::vector<CountedApp>& apps) {
  std::uint64_t corrected = 0;
  domain::EventEffects total;
  for (const CountedApp& app : apps) {
    const domain::EventEffects& counted = app.counted;
    connection.run(
        "UPDATE app_counter SET active = ?2, downloads = ?3, heartbeats = ?4, events = ?5 WHERE app_id = ?1 "
        "AND (active <> ?2 OR downloads <> ?3 OR heartbeats <> ?4 OR events <> ?5)",
        app.id, counted.active, counted.downloads, counted.heartbeats, counted.events);
    corrected += changed(connection);
    connection.run("UPDATE app_rank SET score = ?2 WHERE app_id = ?1 AND score <> ?2", app.id, counted.score);
    corrected += changed(connection);
    total += counted;
  }
  connection.run(
      "UPDATE vendor_total SET active = ?2, events = ?3 WHERE vendor_id = ?1 AND (active <> ?2 OR events <> ?3)",
      vendor, total.active, total.events);
  return corrected + changed(connection);
}

}  // namespace

domain::Recounted recount(Connection& connection, const domain::RecountPlan& plan) {
  // In the order in which events are applied to them, so that nobody waits in a circle.
  connection.lock_tables("daily_rollup, app_counter, app_rank, vendor_total");
  domain::Recounted recounted{.last_vendor = plan.after_vendor};
  for (auto& [vendor, apps] : read_vendors(connection, plan)) {
    count_events(connection, apps);
    recounted.corrected += correct(connection, vendor, apps);
    recounted.last_vendor = vendor;
    ++recounted.vendors;
  }
  recounted.done = plan.max_vendors == 0 || recounted.vendors < plan.max_vendors;
  return recounted;
}

}  // namespace souk::storage
