#include "storage/reconciler.hpp"

namespace souk::storage {
namespace {

struct Sum {
  const char* name;
  const char* counted;
  const char* of_record;
};

constexpr const char* kApplied = "SELECT applied FROM consumer";

constexpr Sum kSums[] = {
    {"raw events", "SELECT count(*) FROM raw_event", kApplied},
    {"event keys", "SELECT count(*) FROM event_key", kApplied},
    {"daily rollup", "SELECT coalesce(sum(count), 0) FROM daily_rollup", kApplied},
    {"duplicates", "SELECT duplicates FROM consumer", "SELECT count(*) FROM duplicate"},
    {"quarantine", "SELECT quarantined FROM consumer", "SELECT count(*) FROM quarantine"},
    {"app events", "SELECT coalesce(sum(events), 0) FROM app_counter",
     "SELECT coalesce(sum(count), 0) FROM daily_rollup WHERE app_id <> 0"},
    {"vendor events", "SELECT coalesce(sum(events), 0) FROM vendor_total",
     "SELECT coalesce(sum(events), 0) FROM app_counter"},
    {"vendor active installs", "SELECT coalesce(sum(active), 0) FROM vendor_total",
     "SELECT coalesce(sum(active), 0) FROM app_counter"},
    {"active instances",
     "SELECT coalesce(sum(w.instances), 0) FROM presence_week w WHERE w.week = (SELECT max(week) FROM presence_week "
     "WHERE app_id = w.app_id)",
     "SELECT count(*) FROM presence"},
};

std::int64_t number(Connection& connection, const char* sql) {
  Rows rows = connection.query(sql);
  return rows.next() ? rows.integer(0) : 0;
}

void compare_apps(Connection& connection, domain::ReconciliationReport& report) {
  Rows rows = connection.query(
      "SELECT a.key, coalesce(c.active, 0), a.base_installs + coalesce(i.installs, 0) FROM app a "
      "LEFT JOIN app_counter c ON c.app_id = a.id "
      "LEFT JOIN (SELECT app_id, sum(installed) AS installs FROM installation GROUP BY app_id) i ON i.app_id = a.id "
      "ORDER BY a.key");
  while (rows.next()) {
    ++report.checked;
    const domain::Discrepancy compared{
        .subject = rows.string(0), .counted = rows.integer(1), .of_record = rows.integer(2)};
    if (compared.counted != compared.of_record) report.discrepancies.push_back(compared);
  }
}

}  // namespace

Result<domain::ReconciliationReport> reconcile(Connection& connection) {
  domain::ReconciliationReport report;
  Transaction snapshot(connection, Transaction::Mode::read);
  compare_apps(connection, report);
  for (const Sum& sum : kSums) {
    ++report.checked;
    const domain::Discrepancy compared{.subject = sum.name,
                                       .counted = number(connection, sum.counted),
                                       .of_record = number(connection, sum.of_record)};
    if (compared.counted != compared.of_record) report.discrepancies.push_back(compared);
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return report;
}

}  // namespace souk::storage
