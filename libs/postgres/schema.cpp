#include "postgres/schema.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "postgres/migrations.hpp"

namespace souk::postgres {
namespace {

using storage::Connection;
using storage::Rows;
using storage::Transaction;

// Whether a table of souk's name is there, with no word of souk's about it.
bool is_somebody_elses(Connection& connection) {
  Rows rows = connection.query("SELECT to_regclass('app') IS NOT NULL OR to_regclass('vendor') IS NOT NULL");
  return rows.next() && rows.integer(0) != 0;
}

std::int64_t version_of(Connection& connection) {
  Rows rows = connection.query("SELECT coalesce(max(version), 0) FROM souk_schema");
  return rows.next() ? rows.integer(0) : 0;
}

Result<void> migrate(Connection& connection, std::int64_t from) {
  for (const Migration* migration = migrations(); migration->sql != nullptr; ++migration) {
    if (migration->version <= from) continue;
    for (const char* const* part = migration->sql; *part != nullptr; ++part) connection.script(*part);
    connection.run("INSERT INTO souk_schema VALUES (?1, now())", migration->version);
  }
  return {};
}

}  // namespace

std::int64_t schema_version() {
  std::int64_t latest = 0;
  for (const Migration* migration = migrations(); migration->sql != nullptr; ++migration) latest = migration->version;
  return latest;
}

Result<void> ensure_schema(Connection& connection) {
  Transaction transaction(connection, Transaction::Mode::write);
  connection.lock("souk schema");
  connection.script(
      "CREATE TABLE IF NOT EXISTS souk_schema (version BIGINT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)");
  const std::int64_t found = version_of(connection);
  if (found > schema_version()) {
    return fail(Errc::conflict, fmt::format("the database has schema version {}, this program knows {}: it is used by "
                                            "a newer souk; run that one, or another database",
                                            found, schema_version()));
  }
  if (found == 0 && is_somebody_elses(connection)) {
    return fail(Errc::conflict,
                "the database has tables of the names that souk uses, and they are not souk's: make a "
                "database for souk alone");
  }
  if (auto migrated = migrate(connection, found); !migrated) return migrated;
  return transaction.commit();
}

}  // namespace souk::postgres
