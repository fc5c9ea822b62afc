#include "storage/queue_rows.hpp"

namespace souk::storage {
namespace {

constexpr const char* kTable = R"sql(
  CREATE TABLE IF NOT EXISTS event_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, appended_at INTEGER NOT NULL, taken_at INTEGER, payload BLOB NOT NULL);
)sql";

std::uint64_t number(Connection& connection, const char* sql) {
  Rows rows = connection.query(sql);
  return rows.next() ? rows.natural(0) : 0;
}

}  // namespace

Result<bool> has_queue(Connection& connection) {
  const bool found = number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'event_queue'") > 0;
  if (auto asked = connection.take_error(); !asked) return asked.error();
  return found;
}

Result<QueueBounds> open_queue(Connection& connection) {
  Transaction transaction(connection, Transaction::Mode::write);
  connection.script(kTable);
  QueueBounds bounds;
  bounds.next = number(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'event_queue'");
  bounds.first = number(connection, "SELECT coalesce(min(id) - 1, 0) FROM event_queue");
  const bool empty = number(connection, "SELECT count(*) FROM (SELECT 1 FROM event_queue LIMIT 1)") == 0;
  if (empty) bounds.first = bounds.next;
  bounds.taken = number(connection, "SELECT coalesce(max(id), 0) FROM event_queue WHERE taken_at IS NOT NULL");
  bounds.bytes = number(connection, "SELECT coalesce(sum(length(payload) + 8), 0) FROM event_queue");
  if (auto opened = transaction.commit(); !opened) return opened.error();
  return bounds;
}

void append_rows(Connection& connection, std::uint64_t first, const std::vector<std::string>& payloads, UnixMs now) {
  std::uint64_t id = first;
  for (const std::string& payload : payloads) {
    connection.run("INSERT INTO event_queue (id, appended_at, payload) VALUES (?1, ?2, CAST(?3 AS BLOB))", ++id, now,
                   payload);
  }
}

void mark_taken(Connection& connection, std::uint64_t first, std::uint64_t last, UnixMs now) {
  connection.run("UPDATE event_queue SET taken_at = ?3 WHERE id > ?1 AND id <= ?2 AND taken_at IS NULL", first, last,
                 now);
}

std::vector<ports::LogRecord> read_rows(Connection& connection, std::uint64_t first, std::uint64_t last) {
  std::vector<ports::LogRecord> records;
  Rows rows = connection.query(
      "SELECT id, appended_at, payload FROM event_queue WHERE id > ?1 AND id <= ?2 ORDER BY id", first, last);
  while (rows.next()) {
    records.push_back({.position = rows.natural(0) - 1, .appended_at = rows.integer(1), .payload = rows.string(2)});
  }
  return records;
}

std::uint64_t delete_rows(Connection& connection, std::uint64_t position) {
  std::uint64_t bytes = 0;
  {
    Rows rows =
        connection.query("SELECT coalesce(sum(length(payload) + 8), 0) FROM event_queue WHERE id <= ?1", position);
    if (rows.next()) bytes = rows.natural(0);
  }
  connection.run("DELETE FROM event_queue WHERE id <= ?1", position);
  return bytes;
}

}  // namespace souk::storage
