#include "services/marketplace/insight_endpoints.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "domain/iso_week.hpp"
#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::marketplace {
namespace {

namespace json = boost::json;
using Counts = app::Shop::Counts;

constexpr std::size_t kWeeks = 12;
constexpr std::size_t kListed = 10;

void put(json::object& object, std::string_view name, Counts counts, std::int64_t number) {
  if (const auto shown = app::Shop::shown(counts, number)) object[name] = *shown;
}

json::object week_json(const domain::WeekFigures& week, Counts counts) {
  json::object object;
  object["week"] = domain::iso_week_name(week.week);
  object["from"] = iso_date(week.week * kMsPerDay);
  object["complete"] = week.complete;
  put(object, "downloads", counts, week.downloads);
  put(object, "totalInstalls", counts, week.active_installs);
  put(object, "activeInstances", counts, week.active_instances);
  return object;
}

Task<http::Response> get_series(app::Insights& insights, app::Shop& shop, http::Request& request) {
  const auto weeks = number_query(request, "weeks", 1, domain::kMostWeeks, kWeeks);
  if (!weeks) co_return http::problem(weeks.error());
  auto reading = insights.app(context_of(request), std::string(request.path_parameter("addonKey")), *weeks);
  const auto insight = co_await std::move(reading);
  if (!insight) co_return http::problem(insight.error());
  const Counts counts = shop.counts_in_reports(context_of(request));
  json::array series;
  for (const domain::WeekFigures& week : insight->weeks) series.push_back(week_json(week, counts));
  json::object body;
  body["_links"] = json::object{{"self", link(addon_path(insight->key) + "/distribution/weeks")},
                                {"addon", link(addon_path(insight->key))},
                                {"distribution", link(addon_path(insight->key) + "/distribution")}};
  put(body, "downloads", counts, insight->downloads);
  put(body, "totalInstalls", counts, insight->active_installs);
  put(body, "activeInstances", counts, insight->active_instances);
  body["weeks"] = std::move(series);
  co_return json_answer(std::move(body));
}

enum class List : std::uint8_t { trending, top_selling };

json::object ranked_json(const domain::RankedApp& app, List list, Counts counts) {
  json::object object;
  object["_links"] = json::object{{"self", link(addon_path(app.key))}};
  object["key"] = app.key;
  object["name"] = app.name;
  if (list == List::trending) put(object, "installsGained", counts, app.figure);
  if (list == List::top_selling) object["revenue"] = dollars(app.figure);
  return object;
}

Task<http::Response> get_list(app::Insights& insights, app::Shop& shop, List list, http::Request& request) {
  const auto limit = number_query(request, "limit", 1, app::Insights::kMostRanked, kListed);
  if (!limit) co_return http::problem(limit.error());
  const bool trending = list == List::trending;
  auto reading =
      trending ? insights.trending(context_of(request), *limit) : insights.top_selling(context_of(request), *limit);
  const auto ranking = co_await std::move(reading);
  if (!ranking) co_return http::problem(ranking.error());
  const Counts counts = shop.counts_in_product(context_of(request));
  json::array addons;
  for (const domain::RankedApp& app : **ranking) addons.push_back(ranked_json(app, list, counts));
  json::object body;
  body["_links"] = json::object{{"self", link(request.path)}};
  body["days"] = trending ? domain::kTrendingDays : domain::kSellingDays;
  body["_embedded"] = json::object{{"addons", std::move(addons)}};
  co_return json_answer(std::move(body));
}

http::Handler list_handler(app::Insights& insights, app::Shop& shop, List list) {
  return [&insights, &shop, list](http::Request& request) { return get_list(insights, shop, list, request); };
}

}  // namespace

std::vector<http::Route> insight_routes(app::Insights& insights, app::Shop& shop) {
  constexpr std::size_t kNoBody = 1024;
  const auto browse = domain::Owner::browse;
  return {
      {"GET", "/rest/2/addons/{addonKey}/distribution/weeks", browse,
       [&insights, &shop](http::Request& request) { return get_series(insights, shop, request); }, kNoBody},
      {"GET", "/rest/souk/1/insights/trending", browse, list_handler(insights, shop, List::trending), kNoBody},
      {"GET", "/rest/souk/1/insights/top-selling", browse, list_handler(insights, shop, List::top_selling), kNoBody},
  };
}

}  // namespace souk::marketplace
