// The statements of a queue that is kept in a table: a row for each event, marked when it is taken and deleted when
// nobody needs it any more. The append and take and trim of TableEventLog, and what `souk calibrate` measures of them.
// All run inside the caller's transaction and fail the way Connection does. A row's id is its position + 1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/event_log.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// What a queue found when it was opened.
struct QueueBounds {
  std::uint64_t first = 0;  // position of the oldest row; `next` without rows
  std::uint64_t next = 0;   // position of the next row, also after the last one was deleted
  std::uint64_t taken = 0;  // every row below was taken
  std::uint64_t bytes = 0;  // of payloads, and 8 for each row
};

// False in a data file that never had a queue.
Result<bool> has_queue(Connection& connection);
// Makes the table if it is not there. Errors: no_space, io.
Result<QueueBounds> open_queue(Connection& connection);

void append_rows(Connection& connection, std::uint64_t first, const std::vector<std::string>& payloads, UnixMs now);
// Marks the rows [first, last) as taken, those that are not yet.
void mark_taken(Connection& connection, std::uint64_t first, std::uint64_t last, UnixMs now);
std::vector<ports::LogRecord> read_rows(Connection& connection, std::uint64_t first, std::uint64_t last);
// Deletes the rows below `position`; returns their bytes.
std::uint64_t delete_rows(Connection& connection, std::uint64_t position);

}  // namespace souk::storage
