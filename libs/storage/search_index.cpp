#include "storage/search_index.hpp"

#include <optional>
#include <string>

#include "storage/search_expression.hpp"
#include "storage/search_row.hpp"

namespace souk::storage {
namespace {

std::optional<SearchEntry> entry_of(Connection& connection, std::int64_t app_id) {
  Rows rows = connection.query(
      "SELECT a.base_installs, a.name, a.summary, a.description, v.name, r.release_notes, a.category FROM app a "
      "JOIN vendor v ON v.id = a.vendor_id JOIN app_version r ON r.app_id = a.id AND r.name = a.latest_version "
      "WHERE a.id = ?1",
      app_id);
  if (!rows.next()) return std::nullopt;
  return SearchEntry{.app_id = app_id,
                     .base_installs = rows.integer(0),
                     .name = rows.string(1),
                     .summary = rows.string(2),
                     .description = rows.string(3),
                     .vendor = rows.string(4),
                     .release_notes = rows.string(5),
                     .category = rows.string(6)};
}

void run_in_sqlite(Connection& connection, const char* sql, const SearchEntry& entry) {
  connection.run(sql, search_row(entry.app_id, entry.base_installs), entry.name, entry.summary, entry.description,
                 entry.vendor, entry.release_notes, category_word(entry.category));
}

void put_in_postgres(Connection& connection, const SearchEntry& entry) {
  connection.run(
      "INSERT INTO app_search VALUES (?1, ?2, setweight(to_tsvector('simple', ?3), 'A') || "
      "setweight(to_tsvector('simple', ?4), 'B') || setweight(to_tsvector('simple', ?5), 'C') || "
      "setweight(to_tsvector('simple', ?6), 'D'))",
      entry.app_id, search_row(entry.app_id, entry.base_installs), plain_words(entry.name), plain_words(entry.summary),
      plain_words(entry.vendor), plain_words(entry.description + "\n" + entry.release_notes));
}

}  // namespace

void put_in_search(Connection& connection, const SearchEntry& entry) {
  if (connection.dialect() == Dialect::postgres) return put_in_postgres(connection, entry);
  run_in_sqlite(connection,
                "INSERT INTO app_search (rowid, name, summary, description, vendor, release_notes, category) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                entry);
}

void add_to_search(Connection& connection, std::int64_t app_id) {
  if (const std::optional<SearchEntry> entry = entry_of(connection, app_id)) put_in_search(connection, *entry);
}

// FTS5's 'delete' command wants the very texts that were put in.
void remove_from_search(Connection& connection, std::int64_t app_id) {
  if (connection.dialect() == Dialect::postgres) {
    return connection.run("DELETE FROM app_search WHERE app_id = ?1", app_id);
  }
  const std::optional<SearchEntry> entry = entry_of(connection, app_id);
  if (!entry) return;
  run_in_sqlite(connection,
                "INSERT INTO app_search (app_search, rowid, name, summary, description, vendor, release_notes, "
                "category) VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                *entry);
}

}  // namespace souk::storage
