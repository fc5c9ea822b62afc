// Events that happened in the shop, kept with the change that they tell of until they are in the event log.
#pragma once

#include <vector>

#include "domain/event.hpp"
#include "ports/market_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// These two run inside the caller's write transaction and fail the way Connection does.
void add_to_outbox(Connection& connection, const domain::AnalyticsEvent& event);
void remove_from_outbox(Connection& connection, std::int64_t up_to_sequence);
// Errors: corrupt (names the entry).
Result<std::vector<ports::OutboxEntry>> read_outbox(Connection& connection, std::size_t max);

}  // namespace souk::storage
