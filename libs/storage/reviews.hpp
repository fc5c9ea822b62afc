// What customers say about apps, as plain functions on a connection.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<ports::Reviews> read_reviews(Connection& connection, std::string_view key, ports::Slice slice);
// Inside the caller's write transaction.
Result<void> write_review(Connection& connection, std::string_view key, const domain::Review& review);

}  // namespace souk::storage
