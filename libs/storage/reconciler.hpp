// Are the counts right? Compared on one snapshot: every app's active installs with the installs of record, and the
// sums of each analytics table with each other.
#pragma once

#include "domain/reconciliation.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// True to the letter only once the outbox and the event log have been worked off.
Result<domain::ReconciliationReport> reconcile(Connection& connection);

}  // namespace souk::storage
