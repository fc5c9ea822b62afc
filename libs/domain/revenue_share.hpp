// What a vendor keeps of a sale, in per cent of the price. Source: the marketplace's public terms of 2020: 75% of every
// sale before 1 April 2020 UTC; from then on 85% for cloud, 75% for data center, 70% for server.
#pragma once

#include "domain/catalogue.hpp"
#include "domain/time.hpp"

namespace souk::domain {

inline constexpr UnixMs kNewSharesFrom = 1'585'699'200'000;  // 2020-04-01 00:00 UTC

constexpr std::int64_t vendor_share_percent(Hosting hosting, UnixMs sold_at) {
  if (sold_at < kNewSharesFrom) return 75;
  switch (hosting) {
    case Hosting::cloud:
      return 85;
    case Hosting::datacenter:
      return 75;
    case Hosting::server:
      return 70;
  }
  return 75;
}

// Of `amount_cents` >= 0, to the cent below.
constexpr std::int64_t vendor_cents(std::int64_t amount_cents, Hosting hosting, UnixMs sold_at) {
  return amount_cents * vendor_share_percent(hosting, sold_at) / 100;
}

}  // namespace souk::domain
