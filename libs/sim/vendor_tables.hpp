// What a store keeps of vendors besides the catalogue: logins that were changed, profiles, listings that are not
// public, tokens, price lists and sales. Plain rows; vendor_reads and vendor_writes say what is done with them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/sale.hpp"
#include "ports/vendor_store.hpp"

namespace souk::sim {

struct VendorTables {
  // Of an app and a hosting.
  using PriceKey = std::pair<std::uint32_t, domain::Hosting>;
  struct Token {
    ports::AccessToken token;
    std::string app_key;
  };
  struct ReviewBook {
    double catalogue_stars = 0;
    std::map<std::string, domain::Review> reviews;  // by instance
  };
  struct SaleRecord {
    std::int64_t number = 0;
    std::uint32_t app = 0;
    std::uint32_t instance = 0;
    std::int64_t vendor_id = 0;
    domain::SaleRow row;
  };

  std::map<std::int64_t, domain::PasswordHash> passwords;  // of vendors without the demo password
  std::map<std::int64_t, ports::VendorProfile> profiles;
  std::map<std::string, domain::Listing, std::less<>> listings;  // once public, they tell of the decision alone
  std::map<std::string, Token, std::less<>> tokens;              // by digest
  std::map<std::uint32_t, ReviewBook> reviews;                   // by app
  std::map<PriceKey, domain::PriceList> prices;
  std::map<PriceKey, ports::PendingPrices> pending;
  std::deque<SaleRecord> sales;  // oldest first, numbered without gaps; a long run forgets the oldest
  std::unordered_map<std::int64_t, std::deque<std::int64_t>> sales_of;  // the numbers, by vendor's id; oldest first
  std::int64_t last_sale = 0;

  // The vendor's list, or what the table says for `price_cents` of the smallest tier.
  domain::PriceList list(std::uint32_t app, domain::Hosting hosting, std::int64_t price_cents) const {
    const auto own = prices.find({app, hosting});
    return own != prices.end() ? own->second : domain::price_list(price_cents);
  }

  void add_sale(const SaleRecord& sale, std::size_t limit) {
    sales.push_back(sale);
    sales.back().number = ++last_sale;
    sales_of[sale.vendor_id].push_back(last_sale);
    if (sales.size() <= limit) return;
    sales_of.at(sales.front().vendor_id).pop_front();
    sales.pop_front();
  }

  // Calls `visit` with each of a vendor's sales that is not forgotten, oldest first.
  template <class Visit>
  void for_each_sale(std::int64_t vendor_id, Visit visit) const {
    const auto found = sales_of.find(vendor_id);
    if (found == sales_of.end()) return;
    for (const std::int64_t number : found->second) {
      visit(sales[static_cast<std::size_t>(number - sales.front().number)]);
    }
  }

  // By table, in the order of their keys.
  void dump(std::map<std::string, std::vector<std::string>>& tables) const {
    for (const auto& [key, listing] : listings) {
      tables["listing"].push_back(key + "|" + std::string(to_string(listing.status)) + "|" + listing.version.name);
    }
    for (const SaleRecord& sale : sales) {
      tables["sale"].push_back(std::to_string(sale.number) + "|" + std::to_string(sale.app) + "|" +
                               std::to_string(sale.instance) + "|" + std::to_string(sale.row.amount_cents));
    }
  }
};

}  // namespace souk::sim
