// Receipts kept under their idempotency key, in the transaction that they receipt.
#pragma once

#include <optional>

#include "domain/commerce.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// The receipt stored under the key, if any. Errors: payload_mismatch (stored with another fingerprint).
Result<std::optional<domain::Receipt>> find_receipt(Connection& connection, const domain::IdempotencyKey& key);
void keep_receipt(Connection& connection, const domain::IdempotencyKey& key, const domain::Receipt& receipt);

}  // namespace souk::storage
