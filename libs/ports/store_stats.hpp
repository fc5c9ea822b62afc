// Sums over the pools of several replicas. What all pools share, the writer and the transactions, is counted once, in
// the figures of the house.
#pragma once

#include "ports/market_store.hpp"

namespace souk::ports {

// What counts up: also of a pool that is gone.
inline void add_past(MarketStore::Stats& house, const MarketStore::Stats& more) {
  const auto add = [](domain::PerOwner<std::uint64_t>& sum, const domain::PerOwner<std::uint64_t>& part) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  };
  add(house.pool.granted, more.pool.granted);
  add(house.pool.refused, more.pool.refused);
  add(house.pool.expired, more.pool.expired);
  add(house.pool.waited_us, more.pool.waited_us);
  house.wasted += more.wasted;
}

// Of a pool that is there: what it has now, too.
inline void add_present(MarketStore::Stats& house, const MarketStore::Stats& more) {
  add_past(house, more);
  domain::add(house.pool, more.pool);
}

}  // namespace souk::ports
