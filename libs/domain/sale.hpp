// What was sold: one row for every purchase and renewal, kept with the receipt.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/catalogue.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// Sales that only the customer's partners or the shop's staff can make (Upgrade of a tier, Refund) are not made here.
enum class SaleType : std::uint8_t { first, renewal };
inline constexpr std::array<std::string_view, 2> kSaleTypeNames{"New", "Renewal"};
constexpr std::string_view to_string(SaleType type) { return kSaleTypeNames[static_cast<std::size_t>(type)]; }

struct SaleRow {
  SaleType type = SaleType::first;
  Hosting hosting = Hosting::cloud;
  std::int64_t users = 10;  // tier
  std::int64_t amount_cents = 0;
  std::int64_t vendor_cents = 0;  // the vendor's share
  UnixMs sold_at = 0;
  UnixMs maintenance_from = 0;
  UnixMs maintenance_until = 0;
  bool after_evaluation = false;  // a first sale to somebody who evaluated the app before
  friend bool operator==(const SaleRow&, const SaleRow&) = default;
};

// Months since January 1970, UTC.
constexpr std::int64_t month_of(UnixMs at) {
  const std::chrono::sys_days day{std::chrono::days(day_of(at))};
  const std::chrono::year_month_day date(day);
  return (static_cast<int>(date.year()) - 1970) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

// As reports show it.
struct Sale {
  std::int64_t number = 0;  // > 0, in the order of sale
  std::string app_key;
  std::string app_name;
  std::string instance_id;
  SaleRow row;
};

}  // namespace souk::domain
