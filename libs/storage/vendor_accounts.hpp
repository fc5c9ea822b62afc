// Vendors and their logins, as plain functions on a connection. Those that write run inside the caller's write
// transaction.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<ports::VendorLogin> read_login(Connection& connection, std::string_view name);  // not_found
Result<ports::VendorPage> read_vendor(Connection& connection, std::int64_t id);        // not_found
Result<ports::Page<ports::VendorPage>> read_vendors(Connection& connection, ports::Slice slice);
Result<void> write_profile(Connection& connection, std::int64_t id, const ports::VendorProfile& profile);
Result<void> write_password(Connection& connection, std::int64_t id, const domain::PasswordHash& password);

Error no_such_vendor(std::int64_t id);

}  // namespace souk::storage
