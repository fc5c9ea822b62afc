// The writes of the vendors' side on the store in memory: judged when they are prepared, done when they are committed.
// The writer's turn lies around both, so nothing changes in between.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "sim/memory_database.hpp"

namespace souk::sim {

using PreparedListing = Result<Prepared<domain::Listing>>;
using PreparedNothing = Result<Prepared<Nothing>>;

PreparedNothing set_profile(MemoryDatabase& state, std::int64_t id, const ports::VendorProfile& profile);
PreparedNothing set_password(MemoryDatabase& state, std::int64_t id, const domain::PasswordHash& password);
PreparedListing submit_listing(MemoryDatabase& state, domain::Listing listing, UnixMs now);
PreparedListing change_listing(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                               const domain::ListingChange& change, UnixMs now);
PreparedListing decide_listing(MemoryDatabase& state, std::string_view key, const domain::ListingDecision& verdict,
                               UnixMs now);
PreparedNothing publish_version(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                                const domain::AppVersion& version);
PreparedNothing set_pending_prices(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                                   domain::Hosting hosting, const ports::PendingPrices& pending);
Result<Prepared<std::uint64_t>> put_due_prices_live(MemoryDatabase& state, UnixMs now);
PreparedNothing add_token(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                          const ports::AccessToken& token, std::string_view digest);
PreparedNothing remove_token(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key, std::string_view id);

}  // namespace souk::sim
