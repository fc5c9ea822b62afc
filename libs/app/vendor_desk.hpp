// The vendors' side of the marketplace: who asks, what they may see and change, and the operator's decisions on new
// apps. Rules are the domain's, transactions the store's; this puts them together.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/load_shedding.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/password_vault.hpp"
#include "ports/vendor_store.hpp"

namespace souk::app {

// Safe to call from several io threads. Contexts come with owner and client_leaves, as for the Shop. A `vendor`
// argument is who asks: what login() answered. Errors of every call besides those named: those of ports::VendorStore.
class VendorDesk {
 public:
  VendorDesk(ports::VendorStore& store, ports::PasswordVault& vault, ports::Flags& flags, ports::Clock& clock);

  // As Shop::shed().
  void shed(LoadShedding& shedding) { shedding_ = &shedding; }

  // The vendor's id. unauthenticated: no such login, or another password; which of them is not told, nor does it show
  // in the time it takes. Errors besides: those of ports::PasswordVault.
  Task<Result<std::int64_t>> login(ports::RequestContext context, std::string name, std::string password);
  // invalid_argument: shorter than 8 or longer than 200 bytes.
  Task<Result<void>> set_password(ports::RequestContext context, std::int64_t vendor, std::string password);

  Task<Result<ports::VendorPage>> vendor(ports::RequestContext context, std::int64_t id);
  Task<Result<ports::Page<ports::VendorPage>>> vendors(ports::RequestContext context, ports::Slice slice);
  // invalid_argument: an address that is not http or https, or overlong.
  Task<Result<void>> set_profile(ports::RequestContext context, std::int64_t vendor, ports::VendorProfile profile);

  Task<Result<ports::Page<domain::Listing>>> listings(ports::RequestContext context, std::int64_t vendor,
                                                      ports::Slice slice);
  // Public or its own. not_found: everything else.
  Task<Result<domain::Listing>> listing(ports::RequestContext context, std::int64_t vendor, std::string key);
  // Behind a token. not_found, forbidden.
  Task<Result<domain::Listing>> open(ports::RequestContext context, std::string key, std::string token);
  // invalid_argument: names every mistake; conflict: the key is taken; unavailable: the flag submissions is off.
  Task<Result<domain::Listing>> submit(ports::RequestContext context, std::int64_t vendor, domain::Listing listing);
  Task<Result<domain::Listing>> change(ports::RequestContext context, std::int64_t vendor, std::string key,
                                       domain::ListingChange change);
  // The new version, dated now. unavailable: the flag submissions is off.
  Task<Result<domain::AppVersion>> publish(ports::RequestContext context, std::int64_t vendor, std::string key,
                                           domain::AppVersion version);

  // For everybody.
  Task<Result<ports::Page<domain::AppVersion>>> versions(ports::RequestContext context, std::string key,
                                                         ports::Slice slice);
  Task<Result<domain::AppVersion>> version(ports::RequestContext context, std::string key, std::string name);
  struct LivePrices {
    ports::Prices prices;
    bool in_yen = false;  // to be shown in yen: domain::is_billed_in_yen(), unless the flag yen-prices is off
  };
  Task<Result<LivePrices>> prices(ports::RequestContext context, std::string key, domain::Hosting hosting,
                                  std::string country_code);
  // Whether the last server or data center prices for Japan were told in yen; nothing while nobody asked.
  std::optional<bool> japan_saw_yen() const;
  Task<Result<ports::Reviews>> reviews(ports::RequestContext context, std::string key, ports::Slice slice);
  // By an instance that has the app; dated now. invalid_argument: names every mistake. conflict: it does not have it.
  Task<Result<domain::Review>> review(ports::RequestContext context, std::string key, domain::Review review);

  // With what is pending. forbidden: another's.
  Task<Result<ports::Prices>> own_prices(ports::RequestContext context, std::int64_t vendor, std::string key,
                                         domain::Hosting hosting);
  // Live at `effective_at`; at once if that is past, 0 = now. invalid_argument: the list cannot be sold from, or the
  // day is more than a year away.
  Task<Result<ports::Prices>> set_prices(ports::RequestContext context, std::int64_t vendor, std::string key,
                                         domain::Hosting hosting, domain::PriceList list, UnixMs effective_at);
  Task<Result<std::uint64_t>> put_due_prices_live();

  struct NewToken {
    ports::AccessToken token;
    std::string secret;  // told once
  };
  // invalid_argument: not 1 to 365 days, or an overlong note.
  Task<Result<NewToken>> add_token(ports::RequestContext context, std::int64_t vendor, std::string key,
                                   std::int64_t days, std::string note);
  Task<Result<std::vector<ports::AccessToken>>> tokens(ports::RequestContext context, std::int64_t vendor,
                                                       std::string key);
  Task<Result<void>> remove_token(ports::RequestContext context, std::int64_t vendor, std::string key, std::string id);

  // Of one vendor. `now` of the query is filled in. invalid_argument: a limit beyond ports::kMaxReportRows.
  Task<Result<ports::Page<ports::LicenceRow>>> licences(ports::RequestContext context, std::int64_t vendor,
                                                        ports::ReportQuery query);
  Task<Result<ports::Page<domain::Sale>>> sales(ports::RequestContext context, std::int64_t vendor,
                                                ports::ReportQuery query);
  Task<Result<std::vector<ports::SalesMonth>>> sales_by_month(ports::RequestContext context, std::int64_t vendor,
                                                              ports::ReportQuery query);

  // The operator's. Never under the client's deadline: a decision that was asked for is made.
  Task<Result<ports::Page<domain::Listing>>> submissions(ports::Slice slice);
  Task<Result<domain::Listing>> decide(std::string key, domain::ListingDecision verdict);

  UnixMs now() const { return clock_.unix_ms(); }

 private:
  // `vendor`: who asks; 0: anybody.
  Result<ports::RequestContext> admit(ports::RequestContext context, std::string_view component,
                                      std::int64_t vendor = 0) const;
  bool takes_submissions_of(std::int64_t vendor) const;

  ports::VendorStore& store_;
  ports::PasswordVault& vault_;
  ports::Flags& flags_;
  ports::Clock& clock_;
  LoadShedding* shedding_ = nullptr;
  std::atomic<int> japan_saw_yen_{-1};  // -1: nobody asked
};

}  // namespace souk::app
