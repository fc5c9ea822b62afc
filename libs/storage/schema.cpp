#include "storage/schema.hpp"

#include "storage/insight_schema.hpp"
#include "storage/vendor_schema.hpp"

namespace souk::storage {
namespace {

constexpr const char* kTables = R"sql(
  -- The catalogue.
  CREATE TABLE vendor (id INTEGER PRIMARY KEY, name TEXT NOT NULL, top_vendor INTEGER NOT NULL);
  CREATE TABLE app (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, summary TEXT NOT NULL,
    vendor_id INTEGER NOT NULL, category TEXT NOT NULL, stars REAL NOT NULL, price_cents INTEGER NOT NULL,
    base_installs INTEGER NOT NULL, latest_version TEXT NOT NULL, latest_released_at INTEGER NOT NULL,
    first_released_at INTEGER NOT NULL, description TEXT NOT NULL);
  CREATE INDEX app_by_category ON app (category);
  CREATE INDEX app_by_name ON app (name);
  CREATE INDEX app_by_release ON app (latest_released_at);
  CREATE INDEX app_by_addition ON app (first_released_at);
  -- What a count with conditions asks of each app that a text found: without reading its wide row.
  CREATE INDEX app_facts ON app (id, price_cents, vendor_id);
  -- rowid: see search_row.hpp. With positions (no detail=column), without which BM25 is 0 in a table without content.
  -- category: one word, see search_expression.hpp; it narrows a search and weighs nothing.
  CREATE VIRTUAL TABLE app_search USING fts5 (
    name, summary, description, vendor, release_notes, category, content='', prefix='2 3');
  CREATE TABLE app_version (
    app_id INTEGER NOT NULL, name TEXT NOT NULL, released_at INTEGER NOT NULL, release_notes TEXT NOT NULL,
    PRIMARY KEY (app_id, name)) WITHOUT ROWID;

  -- The ledger: what was sold and installed. A row outlives its installation, because `generation` numbers its events.
  CREATE TABLE installation (
    instance_id TEXT NOT NULL, app_id INTEGER NOT NULL, installed INTEGER NOT NULL, hosting INTEGER NOT NULL,
    version TEXT NOT NULL, installed_at INTEGER NOT NULL, upgraded_at INTEGER NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (instance_id, app_id)) WITHOUT ROWID;
  CREATE TABLE licence (
    instance_id TEXT NOT NULL, app_id INTEGER NOT NULL, type INTEGER NOT NULL, hosting INTEGER NOT NULL,
    users INTEGER NOT NULL, started_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, renewals INTEGER NOT NULL,
    generation INTEGER NOT NULL, PRIMARY KEY (instance_id, app_id)) WITHOUT ROWID;
  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY, fingerprint INTEGER NOT NULL, code INTEGER NOT NULL, detail TEXT NOT NULL,
    kind INTEGER NOT NULL, receipt_id TEXT NOT NULL, instance_id TEXT NOT NULL, app_key TEXT NOT NULL,
    hosting INTEGER NOT NULL, version TEXT NOT NULL, amount_cents INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL) WITHOUT ROWID;
  -- What was earned, by day and app: purchases and renewals, in US cents.
  CREATE TABLE daily_revenue (
    day INTEGER NOT NULL, app_id INTEGER NOT NULL, cents INTEGER NOT NULL, PRIMARY KEY (day, app_id)) WITHOUT ROWID;
  CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, event BLOB NOT NULL);

  -- Analytics. Every position of the event log that was consumed is in exactly one of raw_event, duplicate and
  -- quarantine; event_key is the duplicate filter, a narrow table of its own because its order is not the log's.
  CREATE TABLE raw_event (
    position INTEGER PRIMARY KEY, type INTEGER NOT NULL, app_id INTEGER NOT NULL, instance TEXT NOT NULL,
    occurred_at INTEGER NOT NULL);
  CREATE TABLE event_key (
    key_high INTEGER NOT NULL, key_low INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (key_high, key_low)) WITHOUT ROWID;
  CREATE TABLE duplicate (position INTEGER PRIMARY KEY);
  CREATE TABLE quarantine (position INTEGER PRIMARY KEY, payload BLOB NOT NULL, reason TEXT NOT NULL);
  -- app_id 0: events that concern no app. So the counts add up to the events applied.
  CREATE TABLE daily_rollup (
    app_id INTEGER NOT NULL, day INTEGER NOT NULL, type INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (app_id, day, type)) WITHOUT ROWID;
  -- Of installs and uninstalls only, the rows that trending reads: the many heartbeats do not pay for it.
  CREATE INDEX daily_installs ON daily_rollup (day) WHERE type IN (1, 2);
  CREATE TABLE app_counter (
    app_id INTEGER PRIMARY KEY, active INTEGER NOT NULL, downloads INTEGER NOT NULL, heartbeats INTEGER NOT NULL,
    events INTEGER NOT NULL, reported_at INTEGER NOT NULL);
  -- What was installed when counting began: a recount begins there.
  CREATE TABLE app_start (app_id INTEGER PRIMARY KEY, active INTEGER NOT NULL);
  CREATE TABLE vendor_total (vendor_id INTEGER PRIMARY KEY, active INTEGER NOT NULL, events INTEGER NOT NULL);
  CREATE TABLE app_rank (app_id INTEGER PRIMARY KEY, score INTEGER NOT NULL);
  CREATE TABLE consumer (
    id INTEGER PRIMARY KEY CHECK (id = 1), low_watermark INTEGER NOT NULL, applied INTEGER NOT NULL,
    duplicates INTEGER NOT NULL, quarantined INTEGER NOT NULL);
  INSERT INTO consumer VALUES (1, 0, 0, 0, 0);

  -- Installs by app as they were counted when counts were good. One snapshot at most.
  CREATE TABLE search_snapshot (app_id INTEGER PRIMARY KEY, installs INTEGER NOT NULL);
  CREATE TABLE search_snapshot_taken (
    id INTEGER PRIMARY KEY CHECK (id = 1), taken_at INTEGER NOT NULL, apps INTEGER NOT NULL, installs INTEGER NOT NULL,
    confirmed_share REAL NOT NULL);

  PRAGMA user_version = 2;
)sql";

struct Found {
  std::int64_t version = 0;
  std::int64_t tables = 0;
};

Result<Found> look(Connection& connection) {
  Found found;
  {
    Rows rows = connection.query("PRAGMA user_version");
    if (rows.next()) found.version = rows.integer(0);
  }
  {
    Rows rows = connection.query("SELECT count(*) FROM sqlite_schema");
    if (rows.next()) found.tables = rows.integer(0);
  }
  if (auto looked = connection.take_error(); !looked) return looked.error();
  return found;
}

}  // namespace

Result<void> ensure_schema(Connection& connection) {
  const Result<Found> found = look(connection);
  if (!found) return found.error();
  if (found->version == kSchemaVersion) return {};
  if (found->version > kSchemaVersion) {
    return fail(Errc::conflict, "the data file has schema version " + std::to_string(found->version) +
                                    ", this program knows " + std::to_string(kSchemaVersion) +
                                    ": it was written by a newer souk");
  }
  if (found->version > 0) {
    return fail(Errc::conflict, "the data file has schema version " + std::to_string(found->version) +
                                    ", this program knows " + std::to_string(kSchemaVersion) +
                                    ": it was written by an older souk; use another data folder");
  }
  if (found->tables > 0) return fail(Errc::conflict, "the data file is an SQLite database, but not one of souk's");
  // Readers and the writer do not block each other in this mode; it is a property of the file and stays.
  connection.script("PRAGMA journal_mode=WAL");
  Transaction transaction(connection, Transaction::Mode::write);
  connection.script(kTables);
  connection.script(kVendorTables);
  connection.script(kInsightTables);
  return transaction.commit();
}

}  // namespace souk::storage
