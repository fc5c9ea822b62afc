// What a licence costs. Apps state the price of the smallest tier; bigger tiers follow one published table, until the
// vendor sets a price list of its own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/catalogue.hpp"

namespace souk::domain {

inline constexpr std::int64_t kUnlimitedUsers = -1;
// Users a licence can be bought for, smallest first.
inline constexpr std::array<std::int64_t, 9> kUserTiers{10, 25, 50, 100, 250, 500, 2'000, 10'000, kUnlimitedUsers};

bool is_user_tier(std::int64_t users);

// US cents for one year. `price_cents_10_users` >= 0 (0 = free at every tier); `users` is one of kUserTiers.
std::int64_t price_cents(std::int64_t price_cents_10_users, std::int64_t users);

// US cents for one year by tier, in the order of kUserTiers, for one app and hosting.
using PriceList = std::array<std::int64_t, kUserTiers.size()>;
PriceList price_list(std::int64_t price_cents_10_users);
std::int64_t price_in(const PriceList& list, std::int64_t users);  // `users` is one of kUserTiers
// Why a list cannot be sold from; empty if it can. All prices are 0, or all are above 0 and none is below that of a
// smaller tier.
std::string find_fault(const PriceList& list);

// A year more. A server licence is perpetual, so that its renewal is maintenance alone: half of the current price.
constexpr std::int64_t renewal_cents(Hosting hosting, std::int64_t price_cents) {
  return hosting == Hosting::server ? price_cents / 2 : price_cents;
}

// Customers whose billing address is in Japan are billed in yen for server and data center.
constexpr bool is_billed_in_yen(std::string_view country_code, Hosting hosting) {
  return country_code == "JP" && hosting != Hosting::cloud;
}
// The rate is fixed: prices are a list, not a market. (The rate of spring 2020, rounded.)
inline constexpr std::int64_t kYenPerDollar = 110;
// Whole yen, rounded up.
constexpr std::int64_t yen_of(std::int64_t cents) { return (cents * kYenPerDollar + 99) / 100; }

}  // namespace souk::domain
