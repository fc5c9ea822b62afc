// GET /rest/2/addons/{addonKey}/reviews
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::vendors {

Task<Response> list_reviews(VendorDesk& desk, Request& request) {
  const auto slice = read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.reviews(marketplace::context_of(request), key, *slice);
  const auto reviews = co_await std::move(reading);
  if (!reviews) co_return http::problem(reviews.error());
  boost::json::array items;
  for (const domain::Review& review : reviews->page.rows) items.push_back(review_json(review));
  boost::json::object body;
  body["_links"] = page_links(marketplace::addon_path(key) + "/reviews", *slice, reviews->page.total);
  body["_embedded"] = boost::json::object{{"reviews", std::move(items)}};
  body["averageStars"] = reviews->average_stars;
  body["count"] = reviews->page.total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
