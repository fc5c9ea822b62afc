#include "sim/vendor_side.hpp"

#include <utility>

namespace souk::sim {
namespace {

constexpr std::size_t kPage = 10;
constexpr std::size_t kWeeks = 4;  // as load/vendor_errands asks for

template <class T>
Result<void> outcome(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

}  // namespace

Task<Result<bool>> NumberedTokens::matches(ports::RequestContext, std::string, std::string, domain::PasswordHash) {
  co_return false;
}

Task<Result<domain::PasswordHash>> NumberedTokens::hash(ports::RequestContext, std::string) {
  co_return fail(Errc::unavailable, "no passwords here");
}

Task<Result<void>> VendorSide::run(ports::RequestContext context, ports::VendorErrand errand) {
  using Kind = ports::VendorErrand::Kind;
  switch (errand.kind) {
    case Kind::submit:
      return submit(context, std::move(errand));
    case Kind::private_listing:
      return open_privately(context, std::move(errand));
    case Kind::profile:
      return write_profile(context, errand.vendor);
    case Kind::home:
      return look_home(context, errand.vendor);
    case Kind::change_listing:
    case Kind::report:
    case Kind::distribution:
    case Kind::notifications:
    case Kind::japan_prices:
      break;
  }
  return ask_once(context, std::move(errand));
}

Task<Result<void>> VendorSide::ask_once(ports::RequestContext context, ports::VendorErrand errand) {
  using Kind = ports::VendorErrand::Kind;
  if (errand.kind == Kind::change_listing) {
    domain::ListingChange change;
    change.summary = std::move(errand.text);
    auto changing = desk_.change(context, errand.vendor, std::move(errand.app_key), std::move(change));
    co_return outcome(co_await std::move(changing));
  }
  if (errand.kind == Kind::report) {
    ports::ReportQuery query;
    query.slice = {.offset = 0, .limit = kPage};
    auto reporting = desk_.licences(context, errand.vendor, std::move(query));
    co_return outcome(co_await std::move(reporting));
  }
  if (errand.kind == Kind::distribution) {
    auto asking = insights_.app(context, std::move(errand.app_key), kWeeks);
    co_return outcome(co_await std::move(asking));
  }
  if (errand.kind == Kind::japan_prices) {
    auto asking = desk_.prices(context, std::move(errand.app_key), domain::Hosting::server, "JP");
    co_return outcome(co_await std::move(asking));
  }
  auto reading = reviews_.mails_to(context, errand.vendor, {.offset = 0, .limit = kPage});
  co_return outcome(co_await std::move(reading));
}

Task<Result<void>> VendorSide::submit(ports::RequestContext context, ports::VendorErrand errand) {
  domain::Listing listing;
  listing.key = std::move(errand.app_key);
  listing.name = "souk probe";
  listing.summary = "Shows that apps can be submitted";
  listing.category = std::move(errand.category);
  listing.status = domain::AppStatus::private_listing;
  listing.version = {.name = "1.0", .released_at = 0, .release_notes = "The only one."};
  auto submitting = desk_.submit(context, errand.vendor, std::move(listing));
  co_return outcome(co_await std::move(submitting));
}

Task<Result<void>> VendorSide::open_privately(ports::RequestContext context, ports::VendorErrand errand) {
  auto adding = desk_.add_token(context, errand.vendor, errand.app_key, 1, "probe");
  const Result<app::VendorDesk::NewToken> added = co_await std::move(adding);
  if (!added) co_return added.error();
  auto opening = desk_.open(context, errand.app_key, added->secret);
  const Result<domain::Listing> seen = co_await std::move(opening);
  auto removing = desk_.remove_token(context, errand.vendor, errand.app_key, added->token.id);
  const Result<void> removed = co_await std::move(removing);
  if (!seen) co_return seen.error();
  co_return removed;
}

Task<Result<void>> VendorSide::write_profile(ports::RequestContext context, std::int64_t vendor) {
  auto reading = desk_.vendor(context, vendor);
  Result<ports::VendorPage> page = co_await std::move(reading);
  if (!page) co_return page.error();
  auto writing = desk_.set_profile(context, vendor, std::move(page->profile));
  co_return co_await std::move(writing);
}

// What services/vendors/vendor_home asks.
Task<Result<void>> VendorSide::look_home(ports::RequestContext context, std::int64_t vendor) {
  auto looking = desk_.vendor(context, vendor);
  if (const Result<ports::VendorPage> page = co_await std::move(looking); !page) co_return page.error();
  auto listing = desk_.listings(context, vendor, {.offset = 0, .limit = kPage});
  if (const auto apps = co_await std::move(listing); !apps) co_return apps.error();
  auto adding_up = desk_.sales_by_month(context, vendor, {});
  co_return outcome(co_await std::move(adding_up));
}

}  // namespace souk::sim
