// The tables of the vendors' side, beside those of the shop.
#pragma once

#include "storage/connection.hpp"

namespace souk::storage {

extern const char* const kVendorTables;

// A login for every vendor that has none, with the demo password. In the caller's transaction.
void add_demo_logins(Connection& connection);

}  // namespace souk::storage
