// The tables, and how a database of an earlier souk becomes one of this souk's: by migrations, each with a number that
// the table souk_schema remembers.
#pragma once

#include "domain/result.hpp"
#include "storage/connection.hpp"

namespace souk::postgres {

// Brings the database to this program's version, in one transaction; of several processes that begin at the same time
// one does it. Errors: conflict (of a newer souk, or not souk's), forbidden (the role may not make tables), and those
// of the connection.
Result<void> ensure_schema(storage::Connection& connection);

// The version that ensure_schema() brings a database to.
std::int64_t schema_version();

}  // namespace souk::postgres
