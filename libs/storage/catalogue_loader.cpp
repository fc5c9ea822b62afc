#include "storage/catalogue_loader.hpp"

#include <unordered_map>

#include "domain/command_rules.hpp"
#include "storage/insight_schema.hpp"
#include "storage/search_index.hpp"
#include "storage/vendor_schema.hpp"

namespace souk::storage {
namespace {

using VendorNames = std::unordered_map<std::int64_t, std::string_view>;

void insert_installation(Connection& connection, const domain::SeedInstallation& seed, UnixMs now) {
  const domain::InstallationRow row = domain::installation_of(seed, now);
  connection.run("INSERT INTO installation VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)", seed.instance_id, seed.app_id,
                 static_cast<std::int64_t>(row.hosting), row.version, row.installed_at, row.upgraded_at,
                 row.generation);
  const std::optional<domain::LicenceRow> licence = domain::licence_of(seed, now);
  if (!licence) return;
  connection.run("INSERT INTO licence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", seed.instance_id, seed.app_id,
                 static_cast<std::int64_t>(licence->type), static_cast<std::int64_t>(licence->hosting), licence->users,
                 licence->started_at, licence->expires_at, licence->renewals, licence->generation);
}

}  // namespace

void insert_app(Connection& connection, const domain::App& app, std::string_view vendor_name) {
  const domain::AppVersion& latest = app.versions.back();
  connection.run(
      "INSERT INTO app (id, key, name, summary, vendor_id, category, stars, price_cents, base_installs, "
      "latest_version, latest_released_at, first_released_at, description) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      app.id, app.key, app.name, app.summary, app.vendor_id, app.category, app.stars, app.price_cents_usd,
      app.base_installs, latest.name, latest.released_at, app.versions.front().released_at, app.description);
  put_in_search(connection, {.app_id = app.id,
                             .base_installs = app.base_installs,
                             .name = app.name,
                             .summary = app.summary,
                             .description = app.description,
                             .vendor = std::string(vendor_name),
                             .release_notes = latest.release_notes,
                             .category = app.category});
  for (const domain::AppVersion& version : app.versions) {
    connection.run(
        "INSERT INTO app_version VALUES (?1, ?2, ?3, ?4) ON CONFLICT (app_id, name) "
        "DO UPDATE SET released_at = excluded.released_at, release_notes = excluded.release_notes",
        app.id, version.name, version.released_at, version.release_notes);
  }
  connection.run("INSERT INTO app_rank VALUES (?1, 0)", app.id);
}

void insert_catalogue(Connection& connection, const domain::Catalogue& catalogue, UnixMs now,
                      const std::function<void(std::size_t)>& progress) {
  constexpr std::size_t kProgressEvery = 1'000;
  std::size_t inserted = 0;
  VendorNames vendor_names;
  for (const domain::Vendor& vendor : catalogue.vendors) {
    vendor_names.emplace(vendor.id, vendor.name);
    connection.run("INSERT INTO vendor VALUES (?1, ?2, ?3)", vendor.id, vendor.name, vendor.top_vendor ? 1 : 0);
  }
  for (const domain::App& app : catalogue.apps) {
    const auto vendor = vendor_names.find(app.vendor_id);
    insert_app(connection, app, vendor != vendor_names.end() ? vendor->second : std::string_view());
    if (progress && ++inserted % kProgressEvery == 0) progress(inserted);
  }
  for (const domain::SeedInstallation& seed : catalogue.installations) insert_installation(connection, seed, now);
  // What is installed from the start counts from the start, and as reported then.
  connection.run(
      "INSERT INTO app_counter SELECT a.id, a.base_installs + coalesce(i.installs, 0), 0, 0, 0, ?1 FROM app a LEFT "
      "JOIN "
      "(SELECT app_id, count(*) AS installs FROM installation GROUP BY app_id) i ON i.app_id = a.id",
      now);
  connection.run("INSERT INTO app_start SELECT app_id, active FROM app_counter");
  connection.run(
      "INSERT INTO vendor_total SELECT v.id, coalesce(sum(c.active), 0), 0 FROM vendor v "
      "LEFT JOIN app a ON a.vendor_id = v.id LEFT JOIN app_counter c ON c.app_id = a.id GROUP BY v.id");
  add_demo_logins(connection);
  begin_presence(connection, day_of(now));
  begin_reviews(connection, now);
}

}  // namespace souk::storage
