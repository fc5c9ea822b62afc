// How many of the store's business transactions of each kind were done. Safe to use from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>

#include "domain/transaction_kind.hpp"

namespace souk::storage {

using domain::TransactionKind;

class TransactionCounters {
 public:
  void count(TransactionKind kind) { counts_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed); }
  std::map<std::string, std::uint64_t> by_name() const {
    std::map<std::string, std::uint64_t> named;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      named.emplace(domain::kTransactionKindNames[i], counts_[i].load(std::memory_order_relaxed));
    }
    return named;
  }

 private:
  std::array<std::atomic<std::uint64_t>, domain::kTransactionKindCount> counts_{};
};

}  // namespace souk::storage
