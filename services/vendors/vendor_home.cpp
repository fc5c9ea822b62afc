// GET /vendors/{vendorId}: a vendor's home page, for people.
#include <fmt/format.h>

#include "services/marketplace/answer.hpp"
#include "services/marketplace/html.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {
namespace {

using marketplace::html_escape;

constexpr std::size_t kApps = 50;

std::string item(const domain::Listing& listing) {
  std::string note;
  if (!listing.review_note.empty()) note = fmt::format("<br>Decision: {}", html_escape(listing.review_note));
  const std::string name =
      listing.status == domain::AppStatus::public_listing
          ? fmt::format("<a href=\"/apps/{}\">{}</a>", marketplace::url_escape(listing.key), html_escape(listing.name))
          : html_escape(listing.name);
  return fmt::format("<li>{} <span class=\"facts\">{} &middot; version {} &middot; {}</span>{}</li>\n", name,
                     domain::to_string(listing.status), html_escape(listing.version.name), html_escape(listing.key),
                     note);
}

std::string sums(const std::vector<ports::SalesMonth>& months) {
  std::int64_t sales = 0;
  std::int64_t cents = 0;
  for (const ports::SalesMonth& month : months) {
    sales += month.first_sales + month.renewals;
    cents += month.vendor_cents;
  }
  return fmt::format("{} sales, ${} earned", sales, marketplace::dollars(cents));
}

}  // namespace

Task<Response> vendor_home(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const ports::RequestContext context = marketplace::context_of(request);
  auto looking = desk.vendor(context, vendor);
  const auto page = co_await std::move(looking);
  if (!page) co_return marketplace::html_problem(page.error());
  auto listing = desk.listings(context, vendor, {.offset = 0, .limit = kApps});
  const auto apps = co_await std::move(listing);
  if (!apps) co_return marketplace::html_problem(apps.error());
  auto adding_up = desk.sales_by_month(context, vendor, {});
  const auto months = co_await std::move(adding_up);
  if (!months) co_return marketplace::html_problem(months.error());

  std::string content = fmt::format("<p class=\"facts\">{} apps &middot; {}{}</p>\n<ul>\n", apps->total, sums(*months),
                                    page->top_vendor ? " &middot; Top Vendor" : "");
  for (const domain::Listing& app : apps->rows) content += item(app);
  content += fmt::format(
      "</ul>\n<p>Reports: <a href=\"/rest/2/vendors/{0}/reporting/licenses\">licences</a>, "
      "<a href=\"/rest/2/vendors/{0}/reporting/sales/transactions\">transactions</a>, "
      "<a href=\"/rest/2/vendors/{0}/reporting/evaluations\">evaluations</a></p>\n",
      vendor);
  co_return marketplace::html_page(page->name, content);
}

}  // namespace souk::vendors
