// Fills an empty store with a generated catalogue.
#pragma once

#include <cstddef>
#include <functional>

#include "domain/catalogue.hpp"
#include "domain/commerce.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// Inside the caller's write transaction; fails the way Connection does. Seeded licences run for twelve months from
// `now`. `progress` is told from time to time how many of the apps are in.
void insert_catalogue(Connection& connection, const domain::Catalogue& catalogue, UnixMs now,
                      const std::function<void(std::size_t)>& progress = {});
// One app, without its counters. Likewise.
void insert_app(Connection& connection, const domain::App& app, std::string_view vendor_name);

}  // namespace souk::storage
