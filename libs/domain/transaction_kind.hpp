// The business transactions of the stores by name: what is counted, measured and modelled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "domain/commerce.hpp"

namespace souk::domain {

// The record_ kinds stand in the order of CommandKind.
enum class TransactionKind : std::uint8_t {
  record_install,
  record_upgrade,
  record_uninstall,
  record_evaluation,
  record_purchase,
  record_renewal,
  app_page,
  list_apps,
  categories,
  latest_version,
  offer,
  licences,
  outbox_peek,
  outbox_remove,
  reconcile,
  apply_per_event,
  apply_batch,
  save_watermark,
  progress,
  search_quality,
  search_snapshot,
  // Of the vendors' side: every read, every write. They differ less than core and analytics do.
  vendor_read,
  vendor_write,
  roll_presence,
  insight,
  review_read,
  review_write,
  apply_row_by_row,
  queue_append,
  queue_take,
  queue_trim,
  repair_counts,
};
inline constexpr std::array<std::string_view, 32> kTransactionKindNames{
    "record_install", "record_upgrade", "record_uninstall", "record_evaluation", "record_purchase", "record_renewal",
    "app_page",       "list_apps",      "categories",       "latest_version",    "offer",           "licences",
    "outbox_peek",    "outbox_remove",  "reconcile",        "apply_per_event",   "apply_batch",     "save_watermark",
    "progress",       "search_quality", "search_snapshot",  "vendor_read",       "vendor_write",    "roll_presence",
    "insight",        "review_read",    "review_write",     "apply_row_by_row",  "queue_append",    "queue_take",
    "queue_trim",     "repair_counts"};

inline constexpr std::size_t kTransactionKindCount = kTransactionKindNames.size();
constexpr std::string_view to_string(TransactionKind kind) {
  return kTransactionKindNames[static_cast<std::size_t>(kind)];
}

constexpr TransactionKind kind_of(CommandKind command) { return static_cast<TransactionKind>(command); }

}  // namespace souk::domain
