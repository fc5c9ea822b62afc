// Listings, public or not, and their versions, as plain functions on a connection. Those that write run inside the
// caller's write transaction.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<domain::Listing> read_listing(Connection& connection, std::string_view key);  // not_found
Result<ports::Page<domain::Listing>> read_listings(Connection& connection, std::int64_t vendor_id, ports::Slice slice);
Result<ports::Page<domain::Listing>> read_submissions(Connection& connection, ports::Slice slice);

// Errors: not_found; forbidden: it is another vendor's.
Result<domain::Listing> own_listing(Connection& connection, std::int64_t vendor_id, std::string_view key);

Result<domain::Listing> submit_listing(Connection& connection, domain::Listing listing, UnixMs now);
Result<domain::Listing> change_listing(Connection& connection, std::int64_t vendor_id, std::string_view key,
                                       const domain::ListingChange& change, UnixMs now);
Result<domain::Listing> decide_listing(Connection& connection, std::string_view key,
                                       const domain::ListingDecision& verdict, UnixMs now);

Result<ports::Page<domain::AppVersion>> read_versions(Connection& connection, std::string_view key, ports::Slice slice);
Result<domain::AppVersion> read_version(Connection& connection, std::string_view key, std::string_view name);
Result<void> publish_version(Connection& connection, std::int64_t vendor_id, std::string_view key,
                             const domain::AppVersion& version);

}  // namespace souk::storage
