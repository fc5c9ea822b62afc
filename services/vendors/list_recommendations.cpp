// GET /rest/2/addons/{addonKey}/recommendations: the most installed apps of the same category.
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {

Task<Response> list_recommendations(app::Shop& shop, Request& request) {
  constexpr std::size_t kMax = 20;
  constexpr std::size_t kDefault = 5;
  const auto limit = marketplace::number_query(request, "limit", 1, kMax, kDefault);
  if (!limit) co_return http::problem(limit.error());
  const std::string key(request.path_parameter("addonKey"));
  auto looking = shop.app_page(marketplace::context_of(request), key);
  const auto page = co_await std::move(looking);
  if (!page) co_return http::problem(page.error());
  // One more, because the app itself may be among them.
  auto browsing = shop.browse(marketplace::context_of(request), (*page)->app.category, ports::AppOrder::active_installs,
                              0, *limit + 1);
  const auto list = co_await std::move(browsing);
  if (!list) co_return http::problem(list.error());
  const auto counts = shop.counts_in_product(marketplace::context_of(request));
  boost::json::array items;
  for (const auto& app : list->apps) {
    if (app.key != key && items.size() < *limit) items.push_back(marketplace::addon_json(app, counts));
  }
  boost::json::object body;
  body["_links"] = boost::json::object{{"self", marketplace::link(marketplace::addon_path(key) + "/recommendations")},
                                       {"addon", marketplace::link(marketplace::addon_path(key))}};
  body["_embedded"] = boost::json::object{{"addons", std::move(items)}};
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
