#include "storage/receipts.hpp"

namespace souk::storage {

Result<std::optional<domain::Receipt>> find_receipt(Connection& connection, const domain::IdempotencyKey& key) {
  Rows rows = connection.query(
      "SELECT fingerprint, code, detail, kind, receipt_id, instance_id, app_key, hosting, version, amount_cents, "
      "created_at, expires_at FROM idempotency WHERE key = ?1",
      key.key);
  if (!rows.next()) return std::optional<domain::Receipt>();
  if (rows.natural(0) != key.fingerprint) {
    return fail(Errc::payload_mismatch, "the idempotency key was used before with another request");
  }
  return std::optional(domain::Receipt{.code = static_cast<Errc>(rows.integer(1)),
                                       .detail = rows.string(2),
                                       .kind = static_cast<domain::CommandKind>(rows.integer(3)),
                                       .id = rows.string(4),
                                       .instance_id = rows.string(5),
                                       .app_key = rows.string(6),
                                       .hosting = static_cast<domain::Hosting>(rows.integer(7)),
                                       .version = rows.string(8),
                                       .amount_cents = rows.integer(9),
                                       .at = rows.integer(10),
                                       .expires_at = rows.integer(11)});
}

void keep_receipt(Connection& connection, const domain::IdempotencyKey& key, const domain::Receipt& receipt) {
  connection.run(
      "INSERT INTO idempotency (key, fingerprint, code, detail, kind, receipt_id, instance_id, app_key, hosting, "
      "version, amount_cents, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      key.key, key.fingerprint, static_cast<std::int64_t>(receipt.code), receipt.detail,
      static_cast<std::int64_t>(receipt.kind), receipt.id, receipt.instance_id, receipt.app_key,
      static_cast<std::int64_t>(receipt.hosting), receipt.version, receipt.amount_cents, receipt.at,
      receipt.expires_at);
}

}  // namespace souk::storage
