// GET /rest/2/vendors
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::vendors {

Task<Response> list_vendors(VendorDesk& desk, Request& request) {
  const auto slice = read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  auto reading = desk.vendors(marketplace::context_of(request), *slice);
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const ports::VendorPage& vendor : page->rows) items.push_back(vendor_json(vendor));
  boost::json::object body;
  body["_links"] = page_links("/rest/2/vendors", *slice, page->total);
  body["_embedded"] = boost::json::object{{"vendors", std::move(items)}};
  body["count"] = page->total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
