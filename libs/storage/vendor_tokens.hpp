// Tokens that open listings that are not public, as plain functions on a connection. Those that write run inside the
// caller's write transaction.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<void> add_token(Connection& connection, std::int64_t vendor_id, std::string_view key,
                       const ports::AccessToken& token, std::string_view digest);
Result<std::vector<ports::AccessToken>> read_tokens(Connection& connection, std::int64_t vendor_id,
                                                    std::string_view key);
Result<void> remove_token(Connection& connection, std::int64_t vendor_id, std::string_view key, std::string_view id);
Result<domain::Listing> open_listing(Connection& connection, std::string_view key, std::string_view digest, UnixMs now);

}  // namespace souk::storage
