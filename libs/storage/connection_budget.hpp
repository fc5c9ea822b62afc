// How many connections a store lets in, those of all pools and workers together. SQLite has no such number; servers do
// (PostgreSQL's max_connections), and what a deployment does to it is what the drill `rapid-deploys` is about.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "domain/result.hpp"

namespace souk::storage {

class ConnectionBudget {
 public:
  // A connection's place, free again when it is destroyed.
  class Place {
   public:
    Place() = default;
    explicit Place(std::shared_ptr<ConnectionBudget> budget) : budget_(std::move(budget)) {}
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&& other) noexcept {
      std::swap(budget_, other.budget_);
      return *this;
    }
    ~Place() {
      if (budget_) --budget_->open_;
    }

   private:
    std::shared_ptr<ConnectionBudget> budget_;
  };

  // overloaded: they are all taken.
  static Result<Place> admit(const std::shared_ptr<ConnectionBudget>& budget) {
    std::size_t open = budget->open_;
    do {
      const std::size_t limit = budget->limit_;
      if (limit > 0 && open >= limit) {
        return fail(Errc::overloaded, "the store lets in " + std::to_string(limit) +
                                          " connections, and all are taken (setting store.connections)");
      }
    } while (!budget->open_.compare_exchange_weak(open, open + 1));
    return Place(budget);
  }

  // 0 = without limit. Who is there may stay.
  void set_limit(std::size_t limit) { limit_ = limit; }
  std::size_t open() const { return open_; }

 private:
  std::atomic<std::size_t> open_{0};
  std::atomic<std::size_t> limit_{0};
};

}  // namespace souk::storage
