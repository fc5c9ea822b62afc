#include "storage/search_index.hpp"

#include <optional>
#include <string>

#include "storage/search_expression.hpp"
#include "storage/search_row.hpp"

namespace souk::storage {
namespace {

// As the app's row in the index says it, a column each.
struct Entry {
  std::int64_t row = 0;
  std::string name;
  std::string summary;
  std::string description;
  std::string vendor;
  std::string release_notes;  // of the latest version
  std::string category;
};

std::optional<Entry> entry_of(Connection& connection, std::int64_t app_id) {
  Rows rows = connection.query(
      "SELECT a.base_installs, a.name, a.summary, a.description, v.name, r.release_notes, a.category FROM app a "
      "JOIN vendor v ON v.id = a.vendor_id JOIN app_version r ON r.app_id = a.id AND r.name = a.latest_version "
      "WHERE a.id = ?1",
      app_id);
  if (!rows.next()) return std::nullopt;
  return Entry{.row = search_row(app_id, rows.integer(0)),
               .name = rows.string(1),
               .summary = rows.string(2),
               .description = rows.string(3),
               .vendor = rows.string(4),
               .release_notes = rows.string(5),
               .category = category_word(rows.string(6))};
}

void run(Connection& connection, const char* sql, std::int64_t app_id) {
  const std::optional<Entry> entry = entry_of(connection, app_id);
  if (!entry) return;
  connection.run(sql, entry->row, entry->name, entry->summary, entry->description, entry->vendor, entry->release_notes,
                 entry->category);
}

}  // namespace

void add_to_search(Connection& connection, std::int64_t app_id) {
  run(connection,
      "INSERT INTO app_search (rowid, name, summary, description, vendor, release_notes, category) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      app_id);
}

// FTS5's 'delete' command wants the very texts that were put in.
void remove_from_search(Connection& connection, std::int64_t app_id) {
  run(connection,
      "INSERT INTO app_search (app_search, rowid, name, summary, description, vendor, release_notes, category) "
      "VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      app_id);
}

}  // namespace souk::storage
