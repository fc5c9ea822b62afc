// GET /rest/2/vendors/{vendorId}/addons: all of a vendor's apps, public or not.
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::vendors {

Task<Response> list_vendor_addons(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto slice = read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  auto reading = desk.listings(marketplace::context_of(request), vendor, *slice);
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const domain::Listing& listing : page->rows) items.push_back(listing_json(listing));
  boost::json::object body;
  body["_links"] = page_links(vendor_path(vendor) + "/addons", *slice, page->total);
  body["_embedded"] = boost::json::object{{"addons", std::move(items)}};
  body["count"] = page->total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
