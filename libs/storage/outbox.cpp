#include "storage/outbox.hpp"

namespace souk::storage {

void add_to_outbox(Connection& connection, const domain::AnalyticsEvent& event) {
  std::string bytes;
  domain::encode(event, bytes);
  connection.run("INSERT INTO outbox (event) VALUES (?1)", Blob{bytes});
}

void remove_from_outbox(Connection& connection, std::int64_t up_to_sequence, const std::string& seen) {
  if (connection.dialect() == Dialect::sqlite) {
    return connection.run("DELETE FROM outbox WHERE sequence <= ?1", up_to_sequence);
  }
  connection.run(
      "DELETE FROM outbox WHERE sequence <= ?1 AND "
      "pg_visible_in_snapshot(written_by, coalesce(nullif(?2, ''), pg_current_snapshot()::text)::pg_snapshot)",
      up_to_sequence, seen);
}

Result<OutboxView> read_outbox(Connection& connection, std::size_t max) {
  const char* sql = connection.dialect() == Dialect::sqlite
                        ? "SELECT sequence, event, '' FROM outbox ORDER BY sequence LIMIT ?1"
                        : "SELECT sequence, event, pg_current_snapshot()::text FROM outbox ORDER BY sequence LIMIT ?1";
  OutboxView view;
  {
    Rows rows = connection.query(sql, max);
    while (rows.next()) {
      Result<domain::AnalyticsEvent> event = domain::decode(rows.text(1));
      if (!event) {
        return fail(Errc::corrupt, "outbox entry " + std::to_string(rows.integer(0)) + ": " + event.error().detail);
      }
      view.entries.push_back({.sequence = rows.integer(0), .event = std::move(*event)});
      view.seen = rows.string(2);
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return view;
}

}  // namespace souk::storage
