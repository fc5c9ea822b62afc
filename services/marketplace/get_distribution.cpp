// GET /rest/2/addons/{addonKey}/distribution
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> get_distribution(app::Shop& shop, http::Request& request) {
  auto reading = shop.app_page(context_of(request), std::string(request.path_parameter("addonKey")));
  const auto page = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!page) co_return http::problem(page.error());
  const ports::AppSummary& app = (*page)->app;
  boost::json::object links;
  links["self"] = link(addon_path(app.key) + "/distribution");
  links["addon"] = link(addon_path(app.key));
  links["weeks"] = link(addon_path(app.key) + "/distribution/weeks");
  boost::json::object body = distribution_json(app, shop.counts_in_product(context_of(request), app.vendor_id));
  body["_links"] = std::move(links);
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
