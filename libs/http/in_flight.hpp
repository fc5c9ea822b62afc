// Requests being served, by owner. Internal to the server.
#pragma once

#include <algorithm>
#include <cstdint>

#include "domain/owner.hpp"
#include "domain/time.hpp"

namespace souk::http {

struct InFlight {
  domain::PerOwner<std::uint64_t> count{};
  domain::PerOwner<Instant> oldest = nobody();  // when the first of them came, kNever without one

  void add(domain::Owner owner, Instant received_at) {
    ++count[index_of(owner)];
    oldest[index_of(owner)] = std::min(oldest[index_of(owner)], received_at);
  }
  void add(const InFlight& others) {
    for (std::size_t i = 0; i < domain::kOwnerCount; ++i) {
      count[i] += others.count[i];
      oldest[i] = std::min(oldest[i], others.oldest[i]);
    }
  }

 private:
  static domain::PerOwner<Instant> nobody() {
    domain::PerOwner<Instant> never;
    never.fill(kNever);
    return never;
  }
};

}  // namespace souk::http
