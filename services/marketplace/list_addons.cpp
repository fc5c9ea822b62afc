// GET /rest/2/addons?text=&category=&cost=&hosting=&filter=&offset=&limit=
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"
#include "services/marketplace/list_query.hpp"

namespace souk::marketplace {
namespace {

boost::json::object links(const ListQuery& query, std::uint64_t total) {
  const std::size_t offset = query.apps.offset;
  const std::size_t limit = query.apps.limit;
  boost::json::object links;
  links["self"] = link(href_of(query, offset));
  if (offset + limit < total) links["next"] = link(href_of(query, offset + limit));
  if (offset > 0) links["prev"] = link(href_of(query, offset - std::min(offset, limit)));
  return links;
}

}  // namespace

Task<http::Response> list_addons(app::Shop& shop, http::Request& request) {
  const auto query = read_list_query(request);
  if (!query) co_return http::problem(query.error());
  auto listing = shop.list(context_of(request), query->apps);
  const auto list = co_await std::move(listing);
  const MakingAnswer making(request);
  if (!list) co_return http::problem(list.error());

  const auto counts = shop.counts_in_product(context_of(request));
  boost::json::array addons;
  addons.reserve(list->apps.size());
  for (const auto& app : list->apps) addons.push_back(addon_json(app, counts));
  boost::json::object body;
  body["_links"] = links(*query, list->total);
  body["_embedded"] = boost::json::object{{"addons", std::move(addons)}};
  body["count"] = list->total;
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
