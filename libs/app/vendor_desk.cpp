#include "app/vendor_desk.hpp"

#include <utility>

#include "app/admit.hpp"

namespace souk::app {
namespace {

using ports::RequestContext;

constexpr std::size_t kMaxUrlBytes = 500;
constexpr std::int64_t kMaxTokenDays = 365;
constexpr UnixMs kMaxPriceNotice = 366 * kMsPerDay;
constexpr std::size_t kTokenIdBytes = 8;

Error bad(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

Error submissions_are_closed() {
  return fail(Errc::unavailable, "submissions are switched off for a while (flag submissions)");
}

Error wrong_login() { return fail(Errc::unauthenticated, "the login or its password is wrong"); }

// No password hashes to it: what an unknown login is checked against, so that it takes as long as a known one.
domain::PasswordHash nobodys_password() {
  return {.salt = "nobody's salt...",
          .iterations = domain::kPasswordIterations,
          .hash = std::string(domain::kPasswordHashBytes, '\0')};
}

Result<void> check_url(const char* name, std::string_view url) {
  if (url.empty()) return {};
  const bool http = url.starts_with("https://") || url.starts_with("http://");
  const bool printable = url.find_first_of(std::string("\0 \t\r\n\"<>\\^`{|}\x7f", 15)) == std::string_view::npos;
  if (http && printable && url.size() <= kMaxUrlBytes) return {};
  return bad(std::string(name) + ": an http or https address of at most 500 bytes");
}

Result<void> check(const ports::ReportQuery& query) {
  if (query.slice.limit > ports::kMaxReportRows) return bad("limit: at most 10,000 rows");
  return {};
}

}  // namespace

VendorDesk::VendorDesk(ports::VendorStore& store, ports::PasswordVault& vault, ports::Flags& flags, ports::Clock& clock)
    : store_(store), vault_(vault), flags_(flags), clock_(clock) {}

Result<RequestContext> VendorDesk::admit(RequestContext context, std::string_view component,
                                         std::int64_t vendor) const {
  const std::string id = vendor == 0 ? std::string() : std::to_string(vendor);
  domain::FlagContext asker = asker_of(context, component);
  if (vendor != 0) {
    asker.targeting_key = id;
    asker.vendor = id;
    asker.user_class = "vendor";
  }
  return app::admit(context, asker, {flags_, clock_, shedding_});
}

bool VendorDesk::takes_submissions_of(std::int64_t vendor) const {
  const std::string id = std::to_string(vendor);
  return flags_.is_on(domain::Flag::submissions,
                      {.targeting_key = id, .component = "submissions", .vendor = id, .user_class = "vendor"});
}

Task<Result<std::int64_t>> VendorDesk::login(RequestContext context, std::string name, std::string password) {
  if (name.empty() || name.size() > kMaxUrlBytes || password.size() > domain::kMaxPasswordBytes)
    co_return wrong_login();
  const auto admitted = admit(context, "vendor-management");
  if (!admitted) co_return admitted.error();
  auto reading = store_.login(*admitted, name);
  const auto login = co_await std::move(reading);
  if (!login && login.error().code != Errc::not_found) co_return login.error();
  auto matching =
      vault_.matches(*admitted, std::move(name), std::move(password), login ? login->password : nobodys_password());
  const auto right = co_await std::move(matching);
  if (!right) co_return right.error();
  if (!login || !*right) co_return wrong_login();
  co_return login->vendor_id;
}

Task<Result<void>> VendorDesk::set_password(RequestContext context, std::int64_t vendor, std::string password) {
  if (password.size() < domain::kMinPasswordBytes || password.size() > domain::kMaxPasswordBytes)
    co_return bad("password: 8 to 200 bytes");
  const auto admitted = admit(context, "vendor-management", vendor);
  if (!admitted) co_return admitted.error();
  auto hashing = vault_.hash(*admitted, std::move(password));
  auto hash = co_await std::move(hashing);
  if (!hash) co_return hash.error();
  auto writing = store_.set_password(*admitted, vendor, std::move(*hash));
  co_return co_await std::move(writing);
}

Task<Result<ports::VendorPage>> VendorDesk::vendor(RequestContext context, std::int64_t id) {
  const auto admitted = admit(context, "vendor-management", id);
  if (!admitted) co_return admitted.error();
  co_return co_await store_.vendor(*admitted, id);
}

Task<Result<ports::Page<ports::VendorPage>>> VendorDesk::vendors(RequestContext context, ports::Slice slice) {
  const auto admitted = admit(context, "vendor-management");
  if (!admitted) co_return admitted.error();
  co_return co_await store_.vendors(*admitted, slice);
}

Task<Result<void>> VendorDesk::set_profile(RequestContext context, std::int64_t vendor, ports::VendorProfile profile) {
  if (auto fine = check_url("vendorLinks.homePage", profile.homepage); !fine) co_return fine.error();
  if (auto fine = check_url("vendorLinks.support", profile.support_url); !fine) co_return fine.error();
  if (auto fine = check_url("vendorLinks.documentation", profile.documentation_url); !fine) co_return fine.error();
  const auto admitted = admit(context, "vendor-management", vendor);
  if (!admitted) co_return admitted.error();
  auto writing = store_.set_profile(*admitted, vendor, std::move(profile));
  co_return co_await std::move(writing);
}

Task<Result<ports::Page<domain::Listing>>> VendorDesk::listings(RequestContext context, std::int64_t vendor,
                                                                ports::Slice slice) {
  const auto admitted = admit(context, "listing-management", vendor);
  if (!admitted) co_return admitted.error();
  co_return co_await store_.listings(*admitted, vendor, slice);
}

Task<Result<domain::Listing>> VendorDesk::listing(RequestContext context, std::int64_t vendor, std::string key) {
  const auto admitted = admit(context, "listing-management", vendor);
  if (!admitted) co_return admitted.error();
  auto reading = store_.listing(*admitted, key);
  auto found = co_await std::move(reading);
  // That another vendor has such an app in the making is that vendor's secret.
  const bool hidden = found && found->vendor_id != vendor && found->status != domain::AppStatus::public_listing;
  if (hidden) co_return fail(Errc::not_found, "no app with key '" + key + "'");
  co_return found;
}

Task<Result<domain::Listing>> VendorDesk::open(RequestContext context, std::string key, std::string token) {
  const auto admitted = admit(context, "private-listings");
  if (!admitted) co_return admitted.error();
  auto opening = store_.open(*admitted, std::move(key), vault_.digest(token), clock_.unix_ms());
  co_return co_await std::move(opening);
}

Task<Result<domain::Listing>> VendorDesk::submit(RequestContext context, std::int64_t vendor, domain::Listing listing) {
  if (!takes_submissions_of(vendor)) co_return submissions_are_closed();
  listing.vendor_id = vendor;
  listing.version.released_at = clock_.unix_ms();
  if (const auto mistakes = domain::check_new_app(listing); !mistakes.empty()) co_return bad(to_text(mistakes));
  const auto admitted = admit(context, "submissions", vendor);
  if (!admitted) co_return admitted.error();
  auto submitting = store_.submit(*admitted, std::move(listing), clock_.unix_ms());
  co_return co_await std::move(submitting);
}

Task<Result<domain::Listing>> VendorDesk::change(RequestContext context, std::int64_t vendor, std::string key,
                                                 domain::ListingChange change) {
  if (const auto mistakes = domain::check_change(change); !mistakes.empty()) co_return bad(to_text(mistakes));
  const auto admitted = admit(context, "listing-management", vendor);
  if (!admitted) co_return admitted.error();
  auto changing = store_.change(*admitted, vendor, std::move(key), std::move(change), clock_.unix_ms());
  co_return co_await std::move(changing);
}

Task<Result<domain::AppVersion>> VendorDesk::publish(RequestContext context, std::int64_t vendor, std::string key,
                                                     domain::AppVersion version) {
  if (!takes_submissions_of(vendor)) co_return submissions_are_closed();
  version.released_at = clock_.unix_ms();
  if (const auto mistakes = domain::check_version(version, ""); !mistakes.empty()) co_return bad(to_text(mistakes));
  const auto admitted = admit(context, "submissions", vendor);
  if (!admitted) co_return admitted.error();
  auto publishing = store_.publish(*admitted, vendor, std::move(key), version);
  const auto published = co_await std::move(publishing);
  if (!published) co_return published.error();
  co_return version;
}

Task<Result<ports::Page<domain::AppVersion>>> VendorDesk::versions(RequestContext context, std::string key,
                                                                   ports::Slice slice) {
  const auto admitted = admit(context, "listings");
  if (!admitted) co_return admitted.error();
  auto reading = store_.versions(*admitted, std::move(key), slice);
  co_return co_await std::move(reading);
}

Task<Result<domain::AppVersion>> VendorDesk::version(RequestContext context, std::string key, std::string name) {
  const auto admitted = admit(context, "listings");
  if (!admitted) co_return admitted.error();
  auto reading = store_.version(*admitted, std::move(key), std::move(name));
  co_return co_await std::move(reading);
}

Task<Result<VendorDesk::LivePrices>> VendorDesk::prices(RequestContext context, std::string key,
                                                        domain::Hosting hosting, std::string country_code) {
  domain::FlagContext asker = asker_of(context, "pricing");
  asker.country = country_code;
  asker.hosting = to_string(hosting);
  const auto admitted = app::admit(context, asker, {flags_, clock_, shedding_});
  if (!admitted) co_return admitted.error();
  auto reading = store_.prices(*admitted, std::move(key), hosting);
  Result<ports::Prices> found = co_await std::move(reading);
  if (!found) co_return found.error();
  LivePrices live{.prices = *found};
  if (domain::is_billed_in_yen(country_code, hosting)) {
    live.in_yen = flags_.is_on(domain::Flag::yen_prices, asker);
    japan_saw_yen_ = live.in_yen ? 1 : 0;
  }
  co_return live;
}

std::optional<bool> VendorDesk::japan_saw_yen() const {
  const int seen = japan_saw_yen_;
  if (seen < 0) return std::nullopt;
  return seen == 1;
}

Task<Result<ports::Reviews>> VendorDesk::reviews(RequestContext context, std::string key, ports::Slice slice) {
  const auto admitted = admit(context, "listings");
  if (!admitted) co_return admitted.error();
  auto reading = store_.reviews(*admitted, std::move(key), slice);
  co_return co_await std::move(reading);
}

Task<Result<domain::Review>> VendorDesk::review(RequestContext context, std::string key, domain::Review review) {
  if (const auto mistakes = domain::check_review(review); !mistakes.empty()) co_return bad(to_text(mistakes));
  const auto admitted = admit(context, "listings");
  if (!admitted) co_return admitted.error();
  review.written_at = clock_.unix_ms();
  auto writing = store_.review(*admitted, std::move(key), review);
  const auto written = co_await std::move(writing);
  if (!written) co_return written.error();
  co_return review;
}

Task<Result<ports::Prices>> VendorDesk::own_prices(RequestContext context, std::int64_t vendor, std::string key,
                                                   domain::Hosting hosting) {
  auto looking = listing(context, vendor, key);
  const auto found = co_await std::move(looking);
  if (!found) co_return found.error();
  if (found->vendor_id != vendor) co_return fail(Errc::forbidden, "'" + key + "' belongs to another vendor");
  const auto admitted = admit(context, "pricing", vendor);
  if (!admitted) co_return admitted.error();
  auto reading = store_.prices(*admitted, std::move(key), hosting);
  co_return co_await std::move(reading);
}

Task<Result<ports::Prices>> VendorDesk::set_prices(RequestContext context, std::int64_t vendor, std::string key,
                                                   domain::Hosting hosting, domain::PriceList list,
                                                   UnixMs effective_at) {
  if (const std::string fault = domain::find_fault(list); !fault.empty()) co_return bad("items: " + fault);
  const UnixMs now = clock_.unix_ms();
  if (effective_at > now + kMaxPriceNotice) co_return bad("effectiveDate: at most a year from now");
  const auto admitted = admit(context, "pricing", vendor);
  if (!admitted) co_return admitted.error();
  const UnixMs from = effective_at == 0 ? now : effective_at;
  auto setting = store_.set_pending_prices(*admitted, vendor, key, hosting, {.list = list, .effective_at = from});
  const auto set = co_await std::move(setting);
  if (!set) co_return set.error();
  if (from <= now) {
    auto effecting = store_.prices_take_effect(*admitted, now);
    const auto effected = co_await std::move(effecting);
    if (!effected) co_return effected.error();
  }
  auto reading = store_.prices(*admitted, std::move(key), hosting);
  co_return co_await std::move(reading);
}

Task<Result<std::uint64_t>> VendorDesk::put_due_prices_live() {
  co_return co_await store_.prices_take_effect({.owner = domain::Owner::ops}, clock_.unix_ms());
}

Task<Result<VendorDesk::NewToken>> VendorDesk::add_token(RequestContext context, std::int64_t vendor, std::string key,
                                                         std::int64_t days, std::string note) {
  if (days < 1 || days > kMaxTokenDays) co_return bad("days: 1 to 365");
  if (note.size() > domain::kMaxSummaryBytes) co_return bad("note: at most 250 bytes");
  const auto admitted = admit(context, "private-listings", vendor);
  if (!admitted) co_return admitted.error();
  NewToken made{.token = {}, .secret = vault_.random_token()};
  const std::string digest = vault_.digest(made.secret);
  made.token = {.id = digest.substr(0, kTokenIdBytes),
                .note = std::move(note),
                .created_at = clock_.unix_ms(),
                .expires_at = clock_.unix_ms() + days * kMsPerDay};
  auto adding = store_.add_token(*admitted, vendor, std::move(key), made.token, digest);
  const auto added = co_await std::move(adding);
  if (!added) co_return added.error();
  co_return made;
}

Task<Result<std::vector<ports::AccessToken>>> VendorDesk::tokens(RequestContext context, std::int64_t vendor,
                                                                 std::string key) {
  const auto admitted = admit(context, "private-listings", vendor);
  if (!admitted) co_return admitted.error();
  auto reading = store_.tokens(*admitted, vendor, std::move(key));
  co_return co_await std::move(reading);
}

Task<Result<void>> VendorDesk::remove_token(RequestContext context, std::int64_t vendor, std::string key,
                                            std::string id) {
  const auto admitted = admit(context, "private-listings", vendor);
  if (!admitted) co_return admitted.error();
  auto removing = store_.remove_token(*admitted, vendor, std::move(key), std::move(id));
  co_return co_await std::move(removing);
}

Task<Result<ports::Page<ports::LicenceRow>>> VendorDesk::licences(RequestContext context, std::int64_t vendor,
                                                                  ports::ReportQuery query) {
  if (const auto fine = check(query); !fine) co_return fine.error();
  const auto admitted = admit(context, "reporting", vendor);
  if (!admitted) co_return admitted.error();
  query.now = clock_.unix_ms();
  auto reading = store_.licences(*admitted, vendor, std::move(query));
  co_return co_await std::move(reading);
}

Task<Result<ports::Page<domain::Sale>>> VendorDesk::sales(RequestContext context, std::int64_t vendor,
                                                          ports::ReportQuery query) {
  if (const auto fine = check(query); !fine) co_return fine.error();
  const auto admitted = admit(context, "reporting", vendor);
  if (!admitted) co_return admitted.error();
  auto reading = store_.sales(*admitted, vendor, std::move(query));
  co_return co_await std::move(reading);
}

Task<Result<std::vector<ports::SalesMonth>>> VendorDesk::sales_by_month(RequestContext context, std::int64_t vendor,
                                                                        ports::ReportQuery query) {
  const auto admitted = admit(context, "reporting", vendor);
  if (!admitted) co_return admitted.error();
  auto reading = store_.sales_by_month(*admitted, vendor, std::move(query));
  co_return co_await std::move(reading);
}

Task<Result<ports::Page<domain::Listing>>> VendorDesk::submissions(ports::Slice slice) {
  co_return co_await store_.submissions({.owner = domain::Owner::ops}, slice);
}

Task<Result<domain::Listing>> VendorDesk::decide(std::string key, domain::ListingDecision verdict) {
  auto deciding = store_.decide({.owner = domain::Owner::ops}, std::move(key), std::move(verdict), clock_.unix_ms());
  co_return co_await std::move(deciding);
}

}  // namespace souk::app
