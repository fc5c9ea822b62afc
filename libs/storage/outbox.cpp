#include "storage/outbox.hpp"

namespace souk::storage {

void add_to_outbox(Connection& connection, const domain::AnalyticsEvent& event) {
  std::string bytes;
  domain::encode(event, bytes);
  connection.run("INSERT INTO outbox (event) VALUES (?1)", Blob{bytes});
}

void remove_from_outbox(Connection& connection, std::int64_t up_to_sequence) {
  connection.run("DELETE FROM outbox WHERE sequence <= ?1", up_to_sequence);
}

Result<std::vector<ports::OutboxEntry>> read_outbox(Connection& connection, std::size_t max) {
  std::vector<ports::OutboxEntry> entries;
  {
    Rows rows = connection.query("SELECT sequence, event FROM outbox ORDER BY sequence LIMIT ?1", max);
    while (rows.next()) {
      Result<domain::AnalyticsEvent> event = domain::decode(rows.text(1));
      if (!event) {
        return fail(Errc::corrupt, "outbox entry " + std::to_string(rows.integer(0)) + ": " + event.error().detail);
      }
      entries.push_back({.sequence = rows.integer(0), .event = std::move(*event)});
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return entries;
}

}  // namespace souk::storage
