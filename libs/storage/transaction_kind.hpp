// The store's business transactions by name, and how many of each were done.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "domain/commerce.hpp"

namespace souk::storage {

// The record_ kinds stand in the order of domain::CommandKind.
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
};
inline constexpr std::array<std::string_view, 19> kTransactionKindNames{
    "record_install",  "record_upgrade", "record_uninstall", "record_evaluation", "record_purchase",
    "record_renewal",  "app_page",       "list_apps",        "categories",        "latest_version",
    "offer",           "licences",       "outbox_peek",      "outbox_remove",     "reconcile",
    "apply_per_event", "apply_batch",    "save_watermark",   "progress"};

constexpr TransactionKind kind_of(domain::CommandKind command) { return static_cast<TransactionKind>(command); }

class TransactionCounters {
 public:
  void count(TransactionKind kind) { counts_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed); }
  std::map<std::string, std::uint64_t> by_name() const {
    std::map<std::string, std::uint64_t> named;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      named.emplace(kTransactionKindNames[i], counts_[i].load(std::memory_order_relaxed));
    }
    return named;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kTransactionKindNames.size()> counts_{};
};

}  // namespace souk::storage
