// Price lists that vendors have set, as plain functions on a connection. Those that write run inside the caller's write
// transaction.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<ports::Prices> read_prices(Connection& connection, std::string_view key, domain::Hosting hosting);  // not_found
Result<void> set_pending_prices(Connection& connection, std::int64_t vendor_id, std::string_view key,
                                domain::Hosting hosting, const ports::PendingPrices& pending);
// With the first list of its own, an app leaves the table of prices for all hostings. The price in its listing is the
// lowest of any hosting for the smallest tier.
std::uint64_t put_due_prices_live(Connection& connection, UnixMs now);

}  // namespace souk::storage
