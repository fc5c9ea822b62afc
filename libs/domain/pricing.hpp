// What a licence costs. Apps state the price of the smallest tier; bigger tiers follow one published table.
#pragma once

#include <array>
#include <cstdint>

namespace souk::domain {

inline constexpr std::int64_t kUnlimitedUsers = -1;
// Users a licence can be bought for, smallest first.
inline constexpr std::array<std::int64_t, 9> kUserTiers{10, 25, 50, 100, 250, 500, 2'000, 10'000, kUnlimitedUsers};

bool is_user_tier(std::int64_t users);

// US cents for one year. `price_cents_10_users` >= 0 (0 = free at every tier); `users` is one of kUserTiers.
std::int64_t price_cents(std::int64_t price_cents_10_users, std::int64_t users);

}  // namespace souk::domain
