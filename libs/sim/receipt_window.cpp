#include "sim/receipt_window.hpp"

#include <stdexcept>

namespace souk::sim {

ReceiptWindow::ReceiptWindow(std::size_t limit) : limit_(limit) {
  if (limit == 0 || limit >= HashIndex::kNone) throw std::invalid_argument("ReceiptWindow: limit");
}

ReceiptWindow::Row ReceiptWindow::row_of(const domain::IdempotencyKey& key, const domain::Receipt& receipt) {
  return {.key = compact(key.key),
          .fingerprint = key.fingerprint,
          .amount_cents = receipt.amount_cents,
          .at = receipt.at,
          .expires_at = receipt.expires_at,
          .instance = texts_.intern(receipt.instance_id),
          .app_key = texts_.intern(receipt.app_key),
          .version = texts_.intern(receipt.version),
          .detail = texts_.intern(receipt.detail),
          .code = receipt.code,
          .kind = receipt.kind,
          .hosting = receipt.hosting};
}

domain::Receipt ReceiptWindow::receipt_of(const Row& row) const {
  domain::Receipt receipt{.code = row.code,
                          .detail = std::string(texts_.text(row.detail)),
                          .kind = row.kind,
                          .id = {},
                          .instance_id = std::string(texts_.text(row.instance)),
                          .app_key = std::string(texts_.text(row.app_key)),
                          .hosting = row.hosting,
                          .version = std::string(texts_.text(row.version)),
                          .amount_cents = row.amount_cents,
                          .at = row.at,
                          .expires_at = row.expires_at};
  receipt.id = receipt.instance_id + "/" + receipt.app_key;
  return receipt;
}

Result<std::optional<domain::Receipt>> ReceiptWindow::find(const domain::IdempotencyKey& key) const {
  const domain::EventKey wanted = compact(key.key);
  const std::uint32_t place =
      index_.find(wanted.low, [&](std::uint32_t candidate) { return rows_[candidate].key == wanted; });
  if (place == HashIndex::kNone) return std::optional<domain::Receipt>();
  if (rows_[place].fingerprint != key.fingerprint) {
    return fail(Errc::payload_mismatch, "the idempotency key was used before with another request");
  }
  return std::optional(receipt_of(rows_[place]));
}

void ReceiptWindow::insert(const Row& row) {
  if (rows_.size() < limit_) {
    index_.insert(row.key.low, static_cast<std::uint32_t>(rows_.size()));
    rows_.push_back(row);
    return;
  }
  const auto place = static_cast<std::uint32_t>(oldest_);
  index_.erase(rows_[oldest_].key.low, place);
  rows_[oldest_] = row;
  index_.insert(row.key.low, place);
  if (++oldest_ == limit_) oldest_ = 0;
}

}  // namespace souk::sim
