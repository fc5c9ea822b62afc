// The tables behind the insights and the Top Vendor programme, apart from those of the shop.
#pragma once

#include "domain/time.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

extern const char* const kInsightTables;

// Within the caller's transaction, once the catalogue and its installations are in.
// What is installed was reported today.
void begin_presence(Connection& connection, std::int64_t today);
// Every vendor has a profile and a status.
void begin_reviews(Connection& connection, UnixMs now);

}  // namespace souk::storage
