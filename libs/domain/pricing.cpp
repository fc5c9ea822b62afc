#include "domain/pricing.hpp"

#include <algorithm>
#include <stdexcept>

namespace souk::domain {
namespace {

// How many times the price of 10 users each tier costs: the price per user falls as the tier grows.
constexpr std::array<std::int64_t, kUserTiers.size()> kMultiples{1, 2, 3, 5, 10, 17, 55, 150, 200};

}  // namespace

bool is_user_tier(std::int64_t users) {
  return std::find(kUserTiers.begin(), kUserTiers.end(), users) != kUserTiers.end();
}

std::int64_t price_cents(std::int64_t price_cents_10_users, std::int64_t users) {
  const auto* const tier = std::find(kUserTiers.begin(), kUserTiers.end(), users);
  if (tier == kUserTiers.end()) throw std::invalid_argument("price_cents: not a user tier");
  return price_cents_10_users * kMultiples[static_cast<std::size_t>(tier - kUserTiers.begin())];
}

}  // namespace souk::domain
