// One step of the roll-up of presence, inside the caller's write transaction.
#pragma once

#include "domain/presence.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// SQLite's errors stay in the connection and come out of the commit.
domain::PresenceRolled roll_presence(Connection& connection, const domain::PresenceRoll& roll);

}  // namespace souk::storage
