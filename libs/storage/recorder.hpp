// The write half of the shop: one command decided by the domain's rules, done and receipted, inside the caller's
// write transaction.
#pragma once

#include "domain/commerce.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// Errors: payload_mismatch. SQLite's errors stay in the connection and come out of the commit. A key without text
// means no idempotency: nothing is stored under it.
Result<domain::Recorded> record_command(Connection& connection, const domain::Command& command,
                                        const domain::IdempotencyKey& key, UnixMs now);

}  // namespace souk::storage
