#include "storage/vendor_schema.hpp"

#include "domain/app_status.hpp"
#include "domain/password_hash.hpp"

namespace souk::storage {

static_assert(static_cast<int>(domain::AppStatus::public_listing) == 4, "the view every_listing says so");

const char* const kVendorTables = R"sql(
  CREATE TABLE vendor_login (
    name TEXT PRIMARY KEY, vendor_id INTEGER NOT NULL, salt BLOB NOT NULL, iterations INTEGER NOT NULL,
    hash BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE vendor_profile (
    vendor_id INTEGER PRIMARY KEY, homepage TEXT NOT NULL, support_url TEXT NOT NULL, documentation_url TEXT NOT NULL,
    support_8x5 INTEGER NOT NULL);

  -- Listings that are not public, or were not from the start. Once public (app_id), the texts are those of `app`.
  CREATE TABLE listing (
    key TEXT PRIMARY KEY, vendor_id INTEGER NOT NULL, status INTEGER NOT NULL, name TEXT NOT NULL,
    summary TEXT NOT NULL, description TEXT NOT NULL, category TEXT NOT NULL, price_cents INTEGER NOT NULL,
    version TEXT NOT NULL, released_at INTEGER NOT NULL, release_notes TEXT NOT NULL, review_note TEXT NOT NULL,
    submitted_at INTEGER NOT NULL, decided_at INTEGER NOT NULL, app_id INTEGER) WITHOUT ROWID;
  CREATE INDEX listing_by_vendor ON listing (vendor_id);
  CREATE INDEX listing_by_submission ON listing (status, submitted_at);
  -- Status 4 is domain::AppStatus::public_listing.
  CREATE VIEW every_listing AS
    SELECT a.key, a.vendor_id, a.name, a.summary, a.description, a.category, a.price_cents, 4 AS status,
      a.latest_version AS version, a.latest_released_at AS released_at, r.release_notes,
      coalesce(l.review_note, '') AS review_note, coalesce(l.submitted_at, 0) AS submitted_at,
      coalesce(l.decided_at, 0) AS decided_at
    FROM app a JOIN app_version r ON r.app_id = a.id AND r.name = a.latest_version LEFT JOIN listing l ON l.key = a.key
    UNION ALL
    SELECT key, vendor_id, name, summary, description, category, price_cents, status, version, released_at,
      release_notes, review_note, submitted_at, decided_at
    FROM listing WHERE app_id IS NULL;
  CREATE TABLE listing_token (
    digest TEXT PRIMARY KEY, app_key TEXT NOT NULL, id TEXT NOT NULL, note TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX listing_token_by_app ON listing_token (app_key);

  -- One review for an instance and an app. The catalogue's average is kept when the first review changes it.
  CREATE TABLE review (
    app_id INTEGER NOT NULL, instance_id TEXT NOT NULL, stars INTEGER NOT NULL, text TEXT NOT NULL,
    written_at INTEGER NOT NULL, PRIMARY KEY (app_id, instance_id)) WITHOUT ROWID;
  CREATE TABLE catalogue_stars (app_id INTEGER PRIMARY KEY, stars REAL NOT NULL);

  -- Price lists that a vendor has set; every tier of an app and hosting, or none.
  CREATE TABLE app_price (
    app_id INTEGER NOT NULL, hosting INTEGER NOT NULL, users INTEGER NOT NULL, cents INTEGER NOT NULL,
    PRIMARY KEY (app_id, hosting, users)) WITHOUT ROWID;
  CREATE TABLE pending_price (
    app_id INTEGER NOT NULL, hosting INTEGER NOT NULL, users INTEGER NOT NULL, cents INTEGER NOT NULL,
    effective_at INTEGER NOT NULL, PRIMARY KEY (app_id, hosting, users)) WITHOUT ROWID;

  -- One row for each purchase and renewal, written with its receipt.
  CREATE TABLE sale (
    number INTEGER PRIMARY KEY, app_id INTEGER NOT NULL, instance_id TEXT NOT NULL, type INTEGER NOT NULL,
    hosting INTEGER NOT NULL, users INTEGER NOT NULL, amount_cents INTEGER NOT NULL, vendor_cents INTEGER NOT NULL,
    sold_at INTEGER NOT NULL, maintenance_from INTEGER NOT NULL, maintenance_until INTEGER NOT NULL,
    after_evaluation INTEGER NOT NULL);
  CREATE INDEX sale_by_app ON sale (app_id);

  -- For the reports of one vendor.
  CREATE INDEX app_by_vendor ON app (vendor_id);
  CREATE INDEX licence_by_app ON licence (app_id);
)sql";

void add_demo_logins(Connection& connection) {
  const domain::PasswordHash password = domain::demo_password_hash();
  // Named as domain::demo_login() names them.
  connection.run(
      "INSERT INTO vendor_login SELECT 'vendor-' || id, id, ?1, ?2, ?3 FROM vendor WHERE true ON CONFLICT DO NOTHING",
      Blob{password.salt}, password.iterations, Blob{password.hash});
}

}  // namespace souk::storage
