// GET /rest/2/addons/{addonKey}
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> get_addon(app::Shop& shop, AddonBodies& bodies, http::Request& request) {
  auto reading = shop.app_page(context_of(request), std::string(request.path_parameter("addonKey")));
  const auto page = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!page) co_return http::problem(page.error());
  http::Response response;
  response.body = bodies.body(*page, shop.counts_in_product(context_of(request), (*page)->app.vendor_id));
  co_return response;
}

}  // namespace souk::marketplace
