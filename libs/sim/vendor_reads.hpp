// The reads of the vendors' side on the store in memory. Semantics and texts are those of the SQLite store.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "sim/memory_database.hpp"

namespace souk::sim {

Result<ports::VendorLogin> read_login(const MemoryDatabase& state, std::string_view name);
Result<ports::VendorPage> read_vendor(const MemoryDatabase& state, std::int64_t id);
ports::Page<ports::VendorPage> read_vendors(const MemoryDatabase& state, ports::Slice slice);

Result<domain::Listing> read_listing(const MemoryDatabase& state, std::string_view key);
Result<domain::Listing> own_listing(const MemoryDatabase& state, std::int64_t vendor_id, std::string_view key);
ports::Page<domain::Listing> read_listings(const MemoryDatabase& state, std::int64_t vendor_id, ports::Slice slice);
ports::Page<domain::Listing> read_submissions(const MemoryDatabase& state, ports::Slice slice);

Result<ports::Page<domain::AppVersion>> read_versions(const MemoryDatabase& state, std::string_view key,
                                                      ports::Slice slice);
Result<domain::AppVersion> read_version(const MemoryDatabase& state, std::string_view key, std::string_view name);
Result<ports::Prices> read_prices(const MemoryDatabase& state, std::string_view key, domain::Hosting hosting);
Result<std::vector<ports::AccessToken>> read_tokens(const MemoryDatabase& state, std::int64_t vendor_id,
                                                    std::string_view key);
Result<domain::Listing> open_listing(const MemoryDatabase& state, std::string_view key, std::string_view digest,
                                     UnixMs now);

}  // namespace souk::sim
