// GET /rest/2/addons/{addonKey}/versions: newest first.
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::vendors {

Task<Response> list_versions(VendorDesk& desk, Request& request) {
  const auto slice = read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.versions(marketplace::context_of(request), key, *slice);
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const domain::AppVersion& version : page->rows) items.push_back(version_json(key, version));
  boost::json::object body;
  body["_links"] = page_links(marketplace::addon_path(key) + "/versions", *slice, page->total);
  body["_embedded"] = boost::json::object{{"versions", std::move(items)}};
  body["count"] = page->total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
