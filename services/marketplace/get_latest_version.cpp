// GET /rest/2/addons/{addonKey}/versions/latest: what phone-home agents ask for each of their apps.
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> get_latest_version(app::Shop& shop, http::Request& request) {
  auto reading = shop.latest_version(context_of(request), std::string(request.path_parameter("addonKey")));
  const auto version = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!version) co_return http::problem(version.error());
  boost::json::object links;
  links["self"] = link(addon_path(version->app_key) + "/versions/latest");
  links["addon"] = link(addon_path(version->app_key));
  boost::json::object body;
  body["_links"] = std::move(links);
  body["name"] = version->version;
  body["status"] = "public";
  body["release"] = boost::json::object{{"date", iso_date(version->released_at)}};
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
