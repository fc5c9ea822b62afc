// The tables of the vendors' side, made beside those of the shop in any data file that has none yet.
#pragma once

#include "storage/connection.hpp"

namespace souk::storage {

// In a transaction of its own; does nothing where they are. Vendors of a catalogue loaded before get their demo logins.
Result<void> ensure_vendor_schema(Connection& connection);

// A login for every vendor that has none, with the demo password. In the caller's transaction.
void add_demo_logins(Connection& connection);

}  // namespace souk::storage
