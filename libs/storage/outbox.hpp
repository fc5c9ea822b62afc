// Events that happened in the shop, kept with the change that they tell of until they are in the event log.
#pragma once

#include <string>
#include <vector>

#include "domain/event.hpp"
#include "ports/market_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// What is in the outbox, and which transactions had written then. Where several write at a time, one with an earlier
// sequence may be committed later: it is still to be read when what was seen is removed.
struct OutboxView {
  std::vector<ports::OutboxEntry> entries;
  std::string seen;  // the database's own words; empty with one writer at a time
};

// These two run inside the caller's write transaction and fail the way Connection does.
void add_to_outbox(Connection& connection, const domain::AnalyticsEvent& event);
// `seen`: of the view that the entries were read with; empty: as of now.
void remove_from_outbox(Connection& connection, std::int64_t up_to_sequence, const std::string& seen = {});
// Errors: corrupt (names the entry).
Result<OutboxView> read_outbox(Connection& connection, std::size_t max);

}  // namespace souk::storage
