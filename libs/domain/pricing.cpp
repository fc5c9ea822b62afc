#include "domain/pricing.hpp"

#include <algorithm>
#include <stdexcept>

namespace souk::domain {
namespace {

// How many times the price of 10 users each tier costs: the price per user falls as the tier grows.
constexpr std::array<std::int64_t, kUserTiers.size()> kMultiples{1, 2, 3, 5, 10, 17, 55, 150, 200};

constexpr std::int64_t kMaxPrice = 1'000'000'000;  // US cents

}  // namespace

bool is_user_tier(std::int64_t users) {
  return std::find(kUserTiers.begin(), kUserTiers.end(), users) != kUserTiers.end();
}

std::int64_t price_cents(std::int64_t price_cents_10_users, std::int64_t users) {
  const auto* const tier = std::find(kUserTiers.begin(), kUserTiers.end(), users);
  if (tier == kUserTiers.end()) throw std::invalid_argument("price_cents: not a user tier");
  return price_cents_10_users * kMultiples[static_cast<std::size_t>(tier - kUserTiers.begin())];
}

PriceList price_list(std::int64_t price_cents_10_users) {
  PriceList list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = price_cents_10_users * kMultiples[i];
  return list;
}

std::int64_t price_in(const PriceList& list, std::int64_t users) {
  const auto* const tier = std::find(kUserTiers.begin(), kUserTiers.end(), users);
  if (tier == kUserTiers.end()) throw std::invalid_argument("price_in: not a user tier");
  return list[static_cast<std::size_t>(tier - kUserTiers.begin())];
}

std::string find_fault(const PriceList& list) {
  if (std::all_of(list.begin(), list.end(), [](std::int64_t cents) { return cents == 0; })) return {};
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string tier = kUserTiers[i] == kUnlimitedUsers ? "unlimited" : std::to_string(kUserTiers[i]);
    if (list[i] <= 0) return "the price for " + tier + " users must be above 0, or every price 0 for a free app";
    if (list[i] > kMaxPrice) return "the price for " + tier + " users is above 10,000,000 US dollars";
    if (i > 0 && list[i] < list[i - 1]) return "the price for " + tier + " users is below that of fewer users";
  }
  return {};
}

}  // namespace souk::domain
