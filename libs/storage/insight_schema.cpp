#include "storage/insight_schema.hpp"

#include <vector>

#include "domain/iso_week.hpp"
#include "domain/top_vendor.hpp"

namespace souk::storage {
namespace {

struct Row {
  domain::Vendor vendor;
  domain::VendorFacts facts;
};

std::vector<Row> vendors_of(Connection& connection) {
  std::vector<Row> vendors;
  Rows rows = connection.query(
      "SELECT v.id, v.name, v.top_vendor, coalesce(t.active, 0), "
      "(SELECT count(*) FROM app a WHERE a.vendor_id = v.id AND a.price_cents > 0) "
      "FROM vendor v LEFT JOIN vendor_total t ON t.vendor_id = v.id ORDER BY v.id");
  while (rows.next()) {
    Row row;
    row.vendor = {.id = rows.integer(0), .name = rows.string(1), .top_vendor = rows.integer(2) != 0};
    row.facts = {.id = row.vendor.id,
                 .name = row.vendor.name,
                 .paid_apps = rows.integer(4),
                 .active_instances = rows.integer(3),
                 .profile = domain::generated_profile(row.vendor)};
    vendors.push_back(std::move(row));
  }
  return vendors;
}

}  // namespace

const char* const kInsightTables = R"sql(
  -- Which instance reported which app, and when last: rolled up from raw_event behind the workers. The week is a Monday
  -- in days since 1970; an app's latest row is its count of now, and the sum of those is the number of rows here.
  CREATE TABLE presence (
    app_id INTEGER NOT NULL, instance TEXT NOT NULL, last_day INTEGER NOT NULL,
    PRIMARY KEY (app_id, instance)) WITHOUT ROWID;
  CREATE INDEX presence_by_day ON presence (last_day);
  CREATE TABLE presence_week (
    app_id INTEGER NOT NULL, week INTEGER NOT NULL, instances INTEGER NOT NULL,
    PRIMARY KEY (app_id, week)) WITHOUT ROWID;
  CREATE TABLE presence_cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, week INTEGER NOT NULL);
  INSERT INTO presence_cursor VALUES (1, 0, 0);
  -- What was sold, in the workers' transactions.
  CREATE TABLE sales_rollup (
    day INTEGER NOT NULL, app_id INTEGER NOT NULL, amount_cents INTEGER NOT NULL,
    PRIMARY KEY (day, app_id)) WITHOUT ROWID;

  -- The Top Vendor programme. regarding: the notice that an apology is about; there is one apology for each at most.
  CREATE TABLE vendor_review (
    vendor_id INTEGER PRIMARY KEY, status INTEGER NOT NULL, support_url TEXT NOT NULL, documentation_url TEXT NOT NULL,
    support_hours INTEGER NOT NULL, support_days INTEGER NOT NULL, changed_at INTEGER NOT NULL);
  CREATE TABLE vendor_mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, vendor_id INTEGER NOT NULL, kind INTEGER NOT NULL, regarding INTEGER NOT NULL,
    state INTEGER NOT NULL, created_at INTEGER NOT NULL, sent_at INTEGER NOT NULL, vendor_name TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL);
  CREATE UNIQUE INDEX vendor_mail_apology ON vendor_mail (regarding) WHERE regarding > 0;
  CREATE INDEX vendor_mail_by_state ON vendor_mail (state, id);
  CREATE INDEX vendor_mail_by_vendor ON vendor_mail (vendor_id);
)sql";

void begin_presence(Connection& connection, std::int64_t today) {
  const std::int64_t week = domain::week_of(today);
  connection.run("INSERT INTO presence SELECT app_id, instance_id, ?1 FROM installation WHERE installed <> 0", today);
  connection.run("INSERT INTO presence_week SELECT app_id, ?1, count(*) FROM presence GROUP BY app_id", week);
  connection.run("UPDATE presence_cursor SET week = ?1", week);
}

void begin_reviews(Connection& connection, UnixMs now) {
  for (const Row& row : vendors_of(connection)) {
    const domain::VendorProfile& profile = row.facts.profile;
    connection.run("INSERT INTO vendor_review VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row.vendor.id,
                   static_cast<std::int64_t>(domain::initial_status(row.vendor, row.facts)), profile.support_url,
                   profile.documentation_url, profile.support_hours, profile.support_days, now);
  }
}

}  // namespace souk::storage
