// The last so many receipts under their idempotency keys. A key that comes back after its receipt was forgotten is a
// new request, so the window has to be longer than any client keeps trying.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/commerce.hpp"
#include "domain/event.hpp"
#include "sim/hash_index.hpp"
#include "sim/interned_names.hpp"

namespace souk::sim {

class ReceiptWindow {
 public:
  // At most `limit` receipts, at least 1.
  explicit ReceiptWindow(std::size_t limit);

  // A receipt with its key, compact: texts are numbers.
  struct Row {
    domain::EventKey key;  // 128 bits of the idempotency key: two keys that meet are not to be expected
    std::uint64_t fingerprint = 0;
    std::int64_t amount_cents = 0;
    UnixMs at = 0;
    UnixMs expires_at = 0;
    std::uint32_t instance = 0;
    std::uint32_t app_key = 0;
    std::uint32_t version = 0;
    std::uint32_t detail = 0;
    Errc code = Errc::ok;
    domain::CommandKind kind = domain::CommandKind::install;
    domain::Hosting hosting = domain::Hosting::cloud;
  };
  // Keeps nothing but the texts.
  Row row_of(const domain::IdempotencyKey& key, const domain::Receipt& receipt);

  // The receipt stored under the key, if it is still known. Errors: payload_mismatch (stored with another fingerprint).
  Result<std::optional<domain::Receipt>> find(const domain::IdempotencyKey& key) const;
  // The key must not be there yet. Forgets the oldest if the window is full.
  void insert(const Row& row);

  std::size_t size() const { return rows_.size(); }

 private:
  static domain::EventKey compact(std::string_view key) { return domain::key_of("idempotency", key); }
  domain::Receipt receipt_of(const Row& row) const;

  const std::size_t limit_;
  std::vector<Row> rows_;   // a ring once full
  std::size_t oldest_ = 0;  // once full
  HashIndex index_;
  InternedNames texts_;
};

}  // namespace souk::sim
