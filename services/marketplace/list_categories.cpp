// GET /rest/2/addonCategories
#include <boost/json/array.hpp>
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> list_categories(app::Shop& shop, http::Request& request) {
  auto reading = shop.categories(context_of(request));
  const auto categories = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!categories) co_return http::problem(categories.error());
  boost::json::array items;
  for (const auto& category : *categories) {
    boost::json::object item;
    item["_links"] = boost::json::object{{"addons", link("/rest/2/addons?category=" + url_escape(category.name))}};
    item["name"] = category.name;
    item["count"] = category.apps;
    items.push_back(std::move(item));
  }
  boost::json::object body;
  body["_links"] = boost::json::object{{"self", link("/rest/2/addonCategories")}};
  body["_embedded"] = boost::json::object{{"categories", std::move(items)}};
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
