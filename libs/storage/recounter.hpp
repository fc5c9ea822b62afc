// The counts once more, from the raw events: what a repair job does, inside the caller's write transaction. For each
// vendor all raw events are read, for they have no index by app: nothing else ever asks them by app, and an index would
// make each event dearer to apply.
#pragma once

#include "domain/recount.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// Fails the way Connection does.
domain::Recounted recount(Connection& connection, const domain::RecountPlan& plan);

}  // namespace souk::storage
