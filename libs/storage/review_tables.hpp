// The Top Vendor programme's rows, as plain functions on a connection. Those that write run inside the caller's write
// transaction; SQLite's errors stay in the connection and come out of its commit.
#pragma once

#include <optional>
#include <vector>

#include "ports/review_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<std::vector<domain::ReviewedVendor>> read_reviewed_vendors(Connection& connection, std::int64_t after,
                                                                  std::size_t max);
std::uint64_t change_statuses(Connection& connection, const std::vector<ports::StatusChange>& changes, UnixMs now);
ports::Retracted retract_notices(Connection& connection, const std::vector<std::int64_t>& vendors, UnixMs now);

Result<std::vector<domain::VendorMail>> read_mails(Connection& connection, std::optional<domain::MailState> state,
                                                   std::int64_t after, std::size_t max);
// Of one vendor, the latest first.
Result<std::vector<domain::VendorMail>> read_mails_to(Connection& connection, std::int64_t vendor, ports::Slice slice);
void mark_mails_sent(Connection& connection, const std::vector<std::int64_t>& mails, UnixMs now);
Result<domain::VendorFigures> read_vendor_figures(Connection& connection);

}  // namespace souk::storage
