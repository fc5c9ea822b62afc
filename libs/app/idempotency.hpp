// Idempotency keys on this side of the store: the fingerprint of what a key came with, and the keys whose first request
// is still running. The store remembers finished ones, with their receipts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>
#include <utility>

#include "domain/commerce.hpp"
#include "domain/result.hpp"

namespace souk::app {

// Hash (FNV-1a, 64 bits) of everything in the command, as the client sent it. Stable across processes: it is stored.
std::uint64_t fingerprint(const domain::Command& command);

// Shared by the io threads. The mutex covers one look-up and is never held while anything waits.
class InFlightKeys {
 public:
  explicit InFlightKeys(std::size_t max_keys) : max_keys_(max_keys) {}
  InFlightKeys(const InFlightKeys&) = delete;
  InFlightKeys& operator=(const InFlightKeys&) = delete;

  // Holds a key until it goes out of scope. Must not outlive the table.
  class Guard {
   public:
    Guard(InFlightKeys& table, std::string key) : table_(&table), key_(std::move(key)) {}
    Guard(Guard&& other) noexcept : table_(std::exchange(other.table_, nullptr)), key_(std::move(other.key_)) {}
    Guard& operator=(Guard&&) = delete;
    ~Guard() {
      if (table_ != nullptr) table_->end(key_);
    }

   private:
    InFlightKeys* table_;
    std::string key_;
  };

  // Errors: conflict (a request with this key is running), overloaded (max_keys are running).
  Result<Guard> begin(const std::string& key);
  std::size_t size() const;

 private:
  void end(const std::string& key);

  const std::size_t max_keys_;
  mutable std::mutex mutex_;
  std::unordered_set<std::string> running_;
};

}  // namespace souk::app
