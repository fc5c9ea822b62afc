#include "storage/market_reads.hpp"

#include "domain/command_rules.hpp"

namespace souk::storage {
domain::Licence licence_of(const Rows& rows) {
  return {.instance_id = rows.string(0),
          .app_key = rows.string(1),
          .type = static_cast<domain::LicenceType>(rows.integer(2)),
          .hosting = static_cast<domain::Hosting>(rows.integer(3)),
          .users = rows.integer(4),
          .started_at = rows.integer(5),
          .expires_at = rows.integer(6),
          .renewals = rows.integer(7)};
}

Error no_such_app(std::string_view key) { return fail(Errc::not_found, domain::no_such_app(key)); }

ports::AppSummary summary_of(Rows& rows) {
  return {.key = rows.string(0),
          .name = rows.string(1),
          .summary = rows.string(2),
          .vendor_id = rows.integer(3),
          .vendor_name = rows.string(4),
          .category = rows.string(5),
          .stars = rows.real(6),
          .price_cents_usd = rows.integer(7),
          .active_installs = rows.integer(8),
          .downloads = rows.integer(9),
          .latest_version = rows.string(10)};
}

Result<ports::AppPage> read_app_page(Connection& connection, std::string_view key) {
  ports::AppPage page;
  bool found = false;
  {
    Rows rows = connection.query(
        "SELECT a.key, a.name, a.summary, a.vendor_id, v.name, a.category, a.stars, a.price_cents, c.active, "
        "c.downloads, a.latest_version, a.description, r.release_notes, a.latest_released_at "
        "FROM app a JOIN vendor v ON v.id = a.vendor_id JOIN app_counter c ON c.app_id = a.id "
        "JOIN app_version r ON r.app_id = a.id AND r.name = a.latest_version WHERE a.key = ?1",
        key);
    found = rows.next();
    if (found) {
      page = {.app = summary_of(rows),
              .description = rows.string(11),
              .release_notes = rows.string(12),
              .released_at = rows.integer(13)};
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return no_such_app(key);
  return page;
}

Result<std::vector<ports::Category>> read_categories(Connection& connection) {
  std::vector<ports::Category> categories;
  {
    Rows rows = connection.query("SELECT category, count(*) FROM app GROUP BY category ORDER BY category");
    while (rows.next()) categories.push_back({.name = rows.string(0), .apps = rows.natural(1)});
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return categories;
}

Result<ports::LatestVersion> read_latest_version(Connection& connection, std::string_view key) {
  ports::LatestVersion latest;
  bool found = false;
  {
    Rows rows = connection.query("SELECT latest_version, latest_released_at FROM app WHERE key = ?1", key);
    found = rows.next();
    if (found) latest = {.app_key = std::string(key), .version = rows.string(0), .released_at = rows.integer(1)};
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return no_such_app(key);
  return latest;
}

Result<domain::Offer> read_offer(Connection& connection, std::string_view instance_id, std::string_view app_key) {
  domain::Offer offer;
  bool found = false;
  {
    Rows rows = connection.query(
        "SELECT a.id, a.latest_version, coalesce(i.installed, 0), coalesce(i.version, ''), a.price_cents, "
        "l.app_id IS NOT NULL FROM app a "
        "LEFT JOIN installation i ON i.instance_id = ?1 AND i.app_id = a.id "
        "LEFT JOIN licence l ON l.instance_id = ?1 AND l.app_id = a.id AND l.type = ?3 WHERE a.key = ?2",
        instance_id, app_key, static_cast<std::int64_t>(domain::LicenceType::commercial));
    found = rows.next();
    if (found) {
      offer = {.app_id = rows.integer(0),
               .latest_version = rows.string(1),
               .installed = rows.integer(2) != 0,
               .installed_version = rows.integer(2) != 0 ? rows.string(3) : std::string(),
               .price_cents_usd = rows.integer(4),
               .licensed = rows.integer(5) != 0};
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return no_such_app(app_key);
  return offer;
}

Result<std::vector<domain::Licence>> read_licences(Connection& connection, std::string_view instance_id) {
  std::vector<domain::Licence> licences;
  {
    Rows rows = connection.query(
        "SELECT l.instance_id, a.key, l.type, l.hosting, l.users, l.started_at, l.expires_at, l.renewals "
        "FROM licence l JOIN app a ON a.id = l.app_id WHERE l.instance_id = ?1 ORDER BY a.key",
        instance_id);
    while (rows.next()) licences.push_back(licence_of(rows));
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return licences;
}

}  // namespace souk::storage
