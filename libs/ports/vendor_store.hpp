// The vendors' side of the store: one virtual function per business transaction, on the same pooled connections and
// behind the same writer as the shop's. Errors of every call besides those named: those of ports::MarketStore.
//
// Apps that are public are the shop's catalogue. All others are listings that only their vendor, the operator and
// holders of a token see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/commerce.hpp"
#include "domain/listing.hpp"
#include "domain/password_hash.hpp"
#include "domain/pricing.hpp"
#include "domain/result.hpp"
#include "domain/review.hpp"
#include "domain/sale.hpp"
#include "ports/request_context.hpp"
#include "ports/slice.hpp"
#include "ports/task.hpp"

namespace souk::ports {

struct VendorLogin {
  std::int64_t vendor_id = 0;
  domain::PasswordHash password;
};

// What a vendor says about itself. The marketplace's Top Vendor rule reads it.
struct VendorProfile {
  std::string homepage;
  std::string support_url;
  std::string documentation_url;
  bool support_8x5 = false;  // promises support 8 hours on 5 days
  friend bool operator==(const VendorProfile&, const VendorProfile&) = default;
};

struct VendorPage {
  std::int64_t id = 0;
  std::string name;
  bool top_vendor = false;
  std::uint64_t apps = 0;  // public ones
  VendorProfile profile;
};

template <class Row>
struct Page {
  std::vector<Row> rows;
  std::uint64_t total = 0;
};

struct PendingPrices {
  domain::PriceList list{};
  UnixMs effective_at = 0;
};
struct Prices {
  domain::PriceList live{};
  std::optional<PendingPrices> pending;
};

// A token opens one listing until it expires. The store keeps its digest alone.
struct AccessToken {
  std::string id;
  std::string note;
  UnixMs created_at = 0;
  UnixMs expires_at = 0;
};

struct LicenceRow {
  domain::Licence licence;
  std::string app_name;
};

// Absent = any. Times are of the licence's start, or of the sale: from <= time < until.
struct ReportQuery {
  std::optional<std::string> app_key = std::nullopt;
  std::optional<domain::Hosting> hosting = std::nullopt;
  std::optional<domain::LicenceType> licence_type = std::nullopt;  // licences
  std::optional<domain::SaleType> sale_type = std::nullopt;        // sales
  // Licences: true = those that have not expired at `now`, false = those that have.
  std::optional<bool> active = std::nullopt;
  UnixMs now = 0;
  UnixMs from = 0;
  UnixMs until = 0;  // 0 = no end
  bool descending = false;
  Slice slice{};  // at most 10,000
};
inline constexpr std::size_t kMaxReportRows = 10'000;

struct Reviews {
  double average_stars = 0;
  Page<domain::Review> page;
};

// One month and hosting.
struct SalesMonth {
  std::int64_t month = 0;  // months since 1970-01
  domain::Hosting hosting = domain::Hosting::cloud;
  std::int64_t first_sales = 0;
  std::int64_t converted = 0;  // first sales to somebody who had evaluated
  std::int64_t renewals = 0;
  std::int64_t amount_cents = 0;
  std::int64_t vendor_cents = 0;
  friend bool operator==(const SalesMonth&, const SalesMonth&) = default;
};

class VendorStore {
 public:
  virtual ~VendorStore() = default;

  // Vendors. not_found: no such login or vendor.
  virtual Task<Result<VendorLogin>> login(RequestContext context, std::string name) = 0;
  virtual Task<Result<VendorPage>> vendor(RequestContext context, std::int64_t id) = 0;
  virtual Task<Result<Page<VendorPage>>> vendors(RequestContext context, Slice slice) = 0;  // by id
  virtual Task<Result<void>> set_profile(RequestContext context, std::int64_t id, VendorProfile profile) = 0;
  virtual Task<Result<void>> set_password(RequestContext context, std::int64_t id, domain::PasswordHash password) = 0;

  // Listings, public or not. not_found: no such app.
  virtual Task<Result<domain::Listing>> listing(RequestContext context, std::string key) = 0;
  // Of one vendor, by key.
  virtual Task<Result<Page<domain::Listing>>> listings(RequestContext context, std::int64_t vendor_id, Slice slice) = 0;
  // All that await a decision, oldest first.
  virtual Task<Result<Page<domain::Listing>>> submissions(RequestContext context, Slice slice) = 0;
  // conflict: the key is taken; invalid_argument: no such category; not_found: no such vendor.
  virtual Task<Result<domain::Listing>> submit(RequestContext context, domain::Listing listing, UnixMs now) = 0;
  // By its vendor. forbidden: another's; conflict: the status cannot change so; invalid_argument: no such category.
  virtual Task<Result<domain::Listing>> change(RequestContext context, std::int64_t vendor_id, std::string key,
                                               domain::ListingChange change, UnixMs now) = 0;
  // By the operator. conflict: the app does not await a decision.
  virtual Task<Result<domain::Listing>> decide(RequestContext context, std::string key, domain::ListingDecision verdict,
                                               UnixMs now) = 0;

  // Versions of public apps, newest first. not_found: no such app, or version.
  virtual Task<Result<Page<domain::AppVersion>>> versions(RequestContext context, std::string key, Slice slice) = 0;
  virtual Task<Result<domain::AppVersion>> version(RequestContext context, std::string key, std::string name) = 0;
  // Of a public app it is the latest from now on, without approval; of another the one that will be launched.
  // forbidden; conflict: there is a version of that name.
  virtual Task<Result<void>> publish(RequestContext context, std::int64_t vendor_id, std::string key,
                                     domain::AppVersion version) = 0;

  // Reviews of public apps, newest first. not_found: no such app.
  virtual Task<Result<Reviews>> reviews(RequestContext context, std::string key, Slice slice) = 0;
  // In the place of one that the same instance wrote before. conflict: the instance does not have the app.
  virtual Task<Result<void>> review(RequestContext context, std::string key, domain::Review review) = 0;

  // Prices of public apps.
  virtual Task<Result<Prices>> prices(RequestContext context, std::string key, domain::Hosting hosting) = 0;
  // Replaces what is pending. The live list stands until prices_take_effect() at or after `effective_at`. forbidden.
  virtual Task<Result<void>> set_pending_prices(RequestContext context, std::int64_t vendor_id, std::string key,
                                                domain::Hosting hosting, PendingPrices pending) = 0;
  // How many lists were due and are live now.
  virtual Task<Result<std::uint64_t>> prices_take_effect(RequestContext context, UnixMs now) = 0;

  // Tokens of listings that are not public. forbidden: another's app; conflict: the app is public, or has 20 tokens.
  virtual Task<Result<void>> add_token(RequestContext context, std::int64_t vendor_id, std::string key,
                                       AccessToken token, std::string digest) = 0;
  virtual Task<Result<std::vector<AccessToken>>> tokens(RequestContext context, std::int64_t vendor_id,
                                                        std::string key) = 0;
  virtual Task<Result<void>> remove_token(RequestContext context, std::int64_t vendor_id, std::string key,
                                          std::string id) = 0;  // not_found
  // The listing behind a token. not_found: no such app; forbidden: not a token of it, or expired.
  virtual Task<Result<domain::Listing>> open(RequestContext context, std::string key, std::string digest,
                                             UnixMs now) = 0;

  // Reports of one vendor. By start, or by number of the sale.
  virtual Task<Result<Page<LicenceRow>>> licences(RequestContext context, std::int64_t vendor_id,
                                                  ReportQuery query) = 0;
  virtual Task<Result<Page<domain::Sale>>> sales(RequestContext context, std::int64_t vendor_id, ReportQuery query) = 0;
  // By month, then hosting; months without sales are left out. Of the query: app_key, from, until.
  virtual Task<Result<std::vector<SalesMonth>>> sales_by_month(RequestContext context, std::int64_t vendor_id,
                                                               ReportQuery query) = 0;
};

inline constexpr std::size_t kMaxTokens = 20;  // of one listing

// What every store answers about reviews and tokens.
inline Error not_installed(std::string_view key) {
  return fail(Errc::conflict, "only who has '" + std::string(key) + "' installed can review it");
}
inline Error needs_no_token(std::string_view key) {
  return fail(Errc::conflict, "'" + std::string(key) + "' is public and needs no token");
}
inline Error too_many_tokens(std::string_view key) {
  return fail(Errc::conflict, "'" + std::string(key) + "' has 20 tokens already: delete one");
}
inline Error no_such_token(std::string_view id) { return fail(Errc::not_found, "no token '" + std::string(id) + "'"); }
inline Error not_a_token(std::string_view key) {
  return fail(Errc::forbidden, "this token does not open '" + std::string(key) + "'");
}
inline Error expired_token(std::string_view key) {
  return fail(Errc::forbidden, "the token has expired: ask the vendor of '" + std::string(key) + "' for a new one");
}

}  // namespace souk::ports
