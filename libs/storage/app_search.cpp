#include "storage/app_search.hpp"

namespace souk::storage {

void add_to_search(Connection& connection, std::int64_t app_id) {
  connection.run(
      "INSERT INTO app_search (rowid, name, summary, description, vendor) SELECT a.id, a.name, a.summary, "
      "a.description, v.name FROM app a JOIN vendor v ON v.id = a.vendor_id WHERE a.id = ?1",
      app_id);
}

// FTS5's 'delete' command wants the very texts that were put in.
void remove_from_search(Connection& connection, std::int64_t app_id) {
  connection.run(
      "INSERT INTO app_search (app_search, rowid, name, summary, description, vendor) SELECT 'delete', a.id, a.name, "
      "a.summary, a.description, v.name FROM app a JOIN vendor v ON v.id = a.vendor_id WHERE a.id = ?1",
      app_id);
}

}  // namespace souk::storage
