#include "storage/vendor_prices.hpp"

#include <algorithm>
#include <array>

#include "storage/market_reads.hpp"
#include "storage/vendor_listings.hpp"

namespace souk::storage {
namespace {

using domain::Hosting;
using domain::kUserTiers;
using domain::PriceList;

constexpr std::array kHostings{Hosting::cloud, Hosting::server, Hosting::datacenter};

struct PricedApp {
  std::int64_t id = 0;
  std::int64_t price_cents = 0;  // of the smallest tier, by the table
};

PricedApp find_app(Connection& connection, std::string_view key) {
  Rows rows = connection.query("SELECT id, price_cents FROM app WHERE key = ?1", key);
  return rows.next() ? PricedApp{.id = rows.integer(0), .price_cents = rows.integer(1)} : PricedApp{};
}

// Takes the rows of a query for users and cents; false if there are none.
bool take_list(Rows& rows, PriceList& list) {
  bool found = false;
  while (rows.next()) {
    const auto* const tier = std::find(kUserTiers.begin(), kUserTiers.end(), rows.integer(0));
    if (tier != kUserTiers.end()) list[static_cast<std::size_t>(tier - kUserTiers.begin())] = rows.integer(1);
    found = true;
  }
  return found;
}

PriceList live_list(Connection& connection, const PricedApp& app, Hosting hosting) {
  PriceList list{};
  Rows rows = connection.query("SELECT users, cents FROM app_price WHERE app_id = ?1 AND hosting = ?2", app.id,
                               static_cast<std::int64_t>(hosting));
  return take_list(rows, list) ? list : domain::price_list(app.price_cents);
}

std::optional<ports::PendingPrices> pending_list(Connection& connection, std::int64_t app_id, Hosting hosting) {
  ports::PendingPrices pending;
  const auto number = static_cast<std::int64_t>(hosting);
  {
    Rows rows =
        connection.query("SELECT users, cents FROM pending_price WHERE app_id = ?1 AND hosting = ?2", app_id, number);
    if (!take_list(rows, pending.list)) return std::nullopt;
  }
  Rows rows = connection.query("SELECT min(effective_at) FROM pending_price WHERE app_id = ?1 AND hosting = ?2", app_id,
                               number);
  if (rows.next()) pending.effective_at = rows.integer(0);
  return pending;
}

void write_live(Connection& connection, std::int64_t app_id, Hosting hosting, const PriceList& list) {
  for (std::size_t i = 0; i < kUserTiers.size(); ++i) {
    connection.run(
        "INSERT INTO app_price VALUES (?1, ?2, ?3, ?4) ON CONFLICT (app_id, hosting, users) "
        "DO UPDATE SET cents = excluded.cents",
        app_id, static_cast<std::int64_t>(hosting), kUserTiers[i], list[i]);
  }
}

void drop_pending(Connection& connection, std::int64_t app_id, Hosting hosting) {
  connection.run("DELETE FROM pending_price WHERE app_id = ?1 AND hosting = ?2", app_id,
                 static_cast<std::int64_t>(hosting));
}

struct DueList {
  PricedApp app;
  Hosting hosting = Hosting::cloud;
};

std::vector<DueList> due_lists(Connection& connection, UnixMs now) {
  std::vector<DueList> due;
  Rows rows = connection.query(
      "SELECT DISTINCT p.app_id, a.price_cents, p.hosting FROM pending_price p JOIN app a ON a.id = p.app_id "
      "WHERE p.effective_at <= ?1 ORDER BY p.app_id, p.hosting",
      now);
  while (rows.next()) {
    due.push_back({.app = {.id = rows.integer(0), .price_cents = rows.integer(1)},
                   .hosting = static_cast<Hosting>(rows.integer(2))});
  }
  return due;
}

}  // namespace

Result<ports::Prices> read_prices(Connection& connection, std::string_view key, Hosting hosting) {
  ports::Prices prices;
  Transaction snapshot(connection, Transaction::Mode::read);
  const PricedApp app = find_app(connection, key);
  prices.live = live_list(connection, app, hosting);
  prices.pending = pending_list(connection, app.id, hosting);
  if (auto read = snapshot.commit(); !read) return read.error();
  if (app.id == 0) return no_such_app(key);
  return prices;
}

Result<void> set_pending_prices(Connection& connection, std::int64_t vendor_id, std::string_view key, Hosting hosting,
                                const ports::PendingPrices& pending) {
  const auto listing = own_listing(connection, vendor_id, key);
  if (!listing) return listing.error();
  const PricedApp app = find_app(connection, key);
  if (app.id == 0) return fail(Errc::conflict, "'" + std::string(key) + "' is not public yet, so nobody buys it");
  drop_pending(connection, app.id, hosting);
  for (std::size_t i = 0; i < kUserTiers.size(); ++i) {
    connection.run("INSERT INTO pending_price VALUES (?1, ?2, ?3, ?4, ?5)", app.id, static_cast<std::int64_t>(hosting),
                   kUserTiers[i], pending.list[i], pending.effective_at);
  }
  return {};
}

std::uint64_t put_due_prices_live(Connection& connection, UnixMs now) {
  const std::vector<DueList> due = due_lists(connection, now);
  for (const DueList& next : due) {
    std::array<PriceList, kHostings.size()> lists{};
    for (std::size_t i = 0; i < kHostings.size(); ++i) lists[i] = live_list(connection, next.app, kHostings[i]);
    lists[static_cast<std::size_t>(next.hosting)] = pending_list(connection, next.app.id, next.hosting)->list;
    std::int64_t lowest = lists[0].front();
    for (std::size_t i = 0; i < kHostings.size(); ++i) {
      write_live(connection, next.app.id, kHostings[i], lists[i]);
      lowest = std::min(lowest, lists[i].front());
    }
    drop_pending(connection, next.app.id, next.hosting);
    connection.run("UPDATE app SET price_cents = ?2 WHERE id = ?1", next.app.id, lowest);
  }
  return due.size();
}

}  // namespace souk::storage
