#include "storage/vendor_listings.hpp"

#include <utility>

#include "storage/catalogue_loader.hpp"
#include "storage/market_reads.hpp"
#include "storage/search_index.hpp"
#include "storage/vendor_accounts.hpp"

namespace souk::storage {
namespace {

// The view every_listing has the columns of a domain::Listing.
constexpr const char* kByKey = "SELECT * FROM every_listing WHERE key = ?1";
constexpr const char* kByVendor = "SELECT * FROM every_listing WHERE vendor_id = ?1 ORDER BY key LIMIT ?2 OFFSET ?3";
constexpr const char* kSubmissions =
    "SELECT key, vendor_id, name, summary, description, category, price_cents, status, version, released_at, "
    "release_notes, review_note, submitted_at, decided_at FROM listing WHERE status = ?1 "
    "ORDER BY submitted_at, key LIMIT ?2 OFFSET ?3";

domain::Listing listing_of(const Rows& rows) {
  return {.key = rows.string(0),
          .vendor_id = rows.integer(1),
          .name = rows.string(2),
          .summary = rows.string(3),
          .description = rows.string(4),
          .category = rows.string(5),
          .price_cents_usd = rows.integer(6),
          .status = static_cast<domain::AppStatus>(rows.integer(7)),
          .version = {.name = rows.string(8), .released_at = rows.integer(9), .release_notes = rows.string(10)},
          .review_note = rows.string(11),
          .submitted_at = rows.integer(12),
          .decided_at = rows.integer(13)};
}

Result<void> expect_category(Connection& connection, std::string_view category) {
  Rows rows = connection.query("SELECT 1 FROM app WHERE category = ?1 LIMIT 1", category);
  if (rows.next() || connection.failed()) return {};
  return fail(Errc::invalid_argument,
              "category: there is no category '" + std::string(category) + "'; GET /rest/2/addonCategories lists them");
}

void store_listing(Connection& connection, const domain::Listing& listing) {
  connection.run(
      "INSERT INTO listing (key, vendor_id, status, name, summary, description, category, price_cents, "
      "version, released_at, release_notes, review_note, submitted_at, decided_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (key) DO UPDATE SET "
      "vendor_id = excluded.vendor_id, status = excluded.status, name = excluded.name, summary = excluded.summary, "
      "description = excluded.description, category = excluded.category, price_cents = excluded.price_cents, "
      "version = excluded.version, released_at = excluded.released_at, release_notes = excluded.release_notes, "
      "review_note = excluded.review_note, submitted_at = excluded.submitted_at, decided_at = excluded.decided_at, "
      "app_id = NULL",
      listing.key, listing.vendor_id, static_cast<std::int64_t>(listing.status), listing.name, listing.summary,
      listing.description, listing.category, listing.price_cents_usd, listing.version.name, listing.version.released_at,
      listing.version.release_notes, listing.review_note, listing.submitted_at, listing.decided_at);
}

std::string name_of_vendor(Connection& connection, std::int64_t id) {
  Rows rows = connection.query("SELECT name FROM vendor WHERE id = ?1", id);
  return rows.next() ? rows.string(0) : std::string();
}

std::int64_t id_of_app(Connection& connection, std::string_view key) {
  Rows rows = connection.query("SELECT id FROM app WHERE key = ?1", key);
  return rows.next() ? rows.integer(0) : 0;
}

// The listing joins the catalogue, and with it search, ranking and the counters. Nobody needs a token for it any more.
void launch(Connection& connection, const domain::Listing& listing) {
  domain::App app;
  {
    Rows rows = connection.query("SELECT coalesce(max(id), 0) + 1 FROM app");
    if (rows.next()) app.id = rows.integer(0);
  }
  app.key = listing.key;
  app.name = listing.name;
  app.summary = listing.summary;
  app.description = listing.description;
  app.vendor_id = listing.vendor_id;
  app.category = listing.category;
  app.price_cents_usd = listing.price_cents_usd;
  app.versions.push_back(listing.version);
  insert_app(connection, app, name_of_vendor(connection, listing.vendor_id));
  connection.run("INSERT INTO app_counter VALUES (?1, 0, 0, 0, 0, 0)", app.id);
  connection.run("INSERT INTO app_start VALUES (?1, 0)", app.id);
  store_listing(connection, listing);
  connection.run("UPDATE listing SET app_id = ?2 WHERE key = ?1", listing.key, app.id);
  connection.run("DELETE FROM listing_token WHERE app_key = ?1", listing.key);
}

void store_public_texts(Connection& connection, const domain::Listing& listing) {
  const std::int64_t id = id_of_app(connection, listing.key);
  remove_from_search(connection, id);
  connection.run("UPDATE app SET name = ?2, summary = ?3, description = ?4, category = ?5 WHERE id = ?1", id,
                 listing.name, listing.summary, listing.description, listing.category);
  add_to_search(connection, id);
}

}  // namespace

Result<domain::Listing> read_listing(Connection& connection, std::string_view key) {
  domain::Listing listing;
  bool found = false;
  {
    Rows rows = connection.query(kByKey, key);
    found = rows.next();
    if (found) listing = listing_of(rows);
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return no_such_app(key);
  return listing;
}

Result<ports::Page<domain::Listing>> read_listings(Connection& connection, std::int64_t vendor_id, ports::Slice slice) {
  ports::Page<domain::Listing> page;
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows = connection.query(
        "SELECT (SELECT count(*) FROM app WHERE vendor_id = ?1) + "
        "(SELECT count(*) FROM listing WHERE vendor_id = ?1 AND app_id IS NULL)",
        vendor_id);
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(kByVendor, vendor_id, slice.limit, slice.offset);
    while (rows.next()) page.rows.push_back(listing_of(rows));
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return page;
}

Result<ports::Page<domain::Listing>> read_submissions(Connection& connection, ports::Slice slice) {
  constexpr auto kSubmitted = static_cast<std::int64_t>(domain::AppStatus::submitted);
  ports::Page<domain::Listing> page;
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows = connection.query("SELECT count(*) FROM listing WHERE status = ?1", kSubmitted);
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(kSubmissions, kSubmitted, slice.limit, slice.offset);
    while (rows.next()) page.rows.push_back(listing_of(rows));
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return page;
}

Result<domain::Listing> own_listing(Connection& connection, std::int64_t vendor_id, std::string_view key) {
  Result<domain::Listing> listing = read_listing(connection, key);
  if (listing && listing->vendor_id != vendor_id) {
    return fail(Errc::forbidden, "'" + std::string(key) + "' belongs to another vendor");
  }
  return listing;
}

Result<domain::Listing> submit_listing(Connection& connection, domain::Listing listing, UnixMs now) {
  const Result<domain::Listing> taken = read_listing(connection, listing.key);
  if (taken) return fail(Errc::conflict, "there is an app with the key '" + listing.key + "' already");
  if (taken.error().code != Errc::not_found) return taken.error();
  if (const auto vendor = read_vendor(connection, listing.vendor_id); !vendor) return vendor.error();
  if (const auto known = expect_category(connection, listing.category); !known) return known.error();
  listing.submitted_at = listing.status == domain::AppStatus::submitted ? now : 0;
  store_listing(connection, listing);
  return listing;
}

Result<domain::Listing> change_listing(Connection& connection, std::int64_t vendor_id, std::string_view key,
                                       const domain::ListingChange& change, UnixMs now) {
  Result<domain::Listing> before = own_listing(connection, vendor_id, key);
  if (!before) return before;
  const domain::AppStatus status = before->status;
  Result<domain::Listing> after = domain::changed(std::move(*before), change, now);
  if (!after) return after;
  if (change.category) {
    if (const auto known = expect_category(connection, *change.category); !known) return known.error();
  }
  if (status == domain::AppStatus::public_listing) {
    store_public_texts(connection, *after);
  } else if (after->status == domain::AppStatus::public_listing) {
    launch(connection, *after);
  } else {
    store_listing(connection, *after);
  }
  return after;
}

Result<domain::Listing> decide_listing(Connection& connection, std::string_view key,
                                       const domain::ListingDecision& verdict, UnixMs now) {
  Result<domain::Listing> before = read_listing(connection, key);
  if (!before) return before;
  Result<domain::Listing> after = domain::decided(std::move(*before), verdict, now);
  if (!after) return after;
  if (after->status == domain::AppStatus::public_listing) {
    launch(connection, *after);
  } else {
    store_listing(connection, *after);
  }
  return after;
}

Result<ports::Page<domain::AppVersion>> read_versions(Connection& connection, std::string_view key,
                                                      ports::Slice slice) {
  ports::Page<domain::AppVersion> page;
  Transaction snapshot(connection, Transaction::Mode::read);
  const std::int64_t id = id_of_app(connection, key);
  {
    Rows rows = connection.query("SELECT count(*) FROM app_version WHERE app_id = ?1", id);
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(
        "SELECT name, released_at, release_notes FROM app_version WHERE app_id = ?1 "
        "ORDER BY released_at DESC, name DESC LIMIT ?2 OFFSET ?3",
        id, slice.limit, slice.offset);
    while (rows.next()) {
      page.rows.push_back({.name = rows.string(0), .released_at = rows.integer(1), .release_notes = rows.string(2)});
    }
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  if (id == 0) return no_such_app(key);
  return page;
}

Result<domain::AppVersion> read_version(Connection& connection, std::string_view key, std::string_view name) {
  std::optional<domain::AppVersion> version;
  {
    Rows rows = connection.query(
        "SELECT r.name, r.released_at, r.release_notes FROM app a JOIN app_version r ON r.app_id = a.id "
        "WHERE a.key = ?1 AND r.name = ?2",
        key, name);
    if (rows.next()) {
      version =
          domain::AppVersion{.name = rows.string(0), .released_at = rows.integer(1), .release_notes = rows.string(2)};
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (version) return *version;
  if (id_of_app(connection, key) == 0) return no_such_app(key);
  return fail(Errc::not_found, "'" + std::string(key) + "' has no version '" + std::string(name) + "'");
}

Result<void> publish_version(Connection& connection, std::int64_t vendor_id, std::string_view key,
                             const domain::AppVersion& version) {
  Result<domain::Listing> listing = own_listing(connection, vendor_id, key);
  if (!listing) return listing.error();
  const Error taken = fail(Errc::conflict, "'" + std::string(key) + "' has a version '" + version.name + "' already");
  if (listing->status != domain::AppStatus::public_listing) {
    if (listing->version.name == version.name) return taken;
    listing->version = version;
    store_listing(connection, *listing);
    return {};
  }
  if (read_version(connection, key, version.name)) return taken;
  const std::int64_t id = id_of_app(connection, key);
  remove_from_search(connection, id);
  connection.run("INSERT INTO app_version VALUES (?1, ?2, ?3, ?4)", id, version.name, version.released_at,
                 version.release_notes);
  connection.run("UPDATE app SET latest_version = ?2, latest_released_at = ?3 WHERE id = ?1", id, version.name,
                 version.released_at);
  add_to_search(connection, id);
  return {};
}

}  // namespace souk::storage
