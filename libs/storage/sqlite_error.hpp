// SQLite's result codes as the house's errors.
#pragma once

#include <string_view>

#include "domain/result.hpp"

struct sqlite3;

namespace souk::storage {

// `code` is what a call on `database` (may be null) has just returned; `doing` names the work for the reader. no_space:
// the disk or the file's quota is full, or the disk is read-only. unavailable: another process holds the file.
Error sqlite_error(sqlite3* database, int code, std::string_view doing);

}  // namespace souk::storage
