// Fills an empty store with a generated catalogue.
#pragma once

#include "domain/catalogue.hpp"
#include "domain/commerce.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// Inside the caller's write transaction; fails the way Connection does. Seeded licences run for twelve months from
// `now`.
void insert_catalogue(Connection& connection, const domain::Catalogue& catalogue, UnixMs now);

}  // namespace souk::storage
