// The tables of the data file.
#pragma once

#include "domain/result.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

inline constexpr std::int64_t kSchemaVersion = 2;

// Creates the tables in an empty file; does nothing in one of this version. Errors: conflict (the file was written by
// another version of souk, or by something else), no_space, io, corrupt.
Result<void> ensure_schema(Connection& connection);

}  // namespace souk::storage
