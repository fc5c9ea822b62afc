#include "services/vendors/routes.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "services/vendors/endpoints.hpp"
#include "services/vendors/vendor_auth.hpp"

namespace souk::vendors {
namespace {

using domain::Owner;

constexpr const char* kAddon = "/rest/2/addons/{addonKey}";

using PublicEndpoint = Task<Response> (*)(VendorDesk&, Request&);

http::Handler for_all(PublicEndpoint endpoint, VendorDesk& desk) {
  return [endpoint, &desk](Request& request) { return endpoint(desk, request); };
}

http::Handler recommendations(app::Shop& shop) {
  return [&shop](Request& request) { return list_recommendations(shop, request); };
}

bool may_see_more(const Request& request) {
  return request.query("accessToken").has_value() || !request.header("authorization").empty();
}

Task<Response> get_any_addon(const http::Handler& shop_handler, VendorDesk& desk, Request& request) {
  auto asking = shop_handler(request);
  Response response = co_await std::move(asking);
  if (response.status != 404 || !may_see_more(request)) co_return response;
  auto looking = get_private_addon(desk, request);
  co_return co_await std::move(looking);
}

}  // namespace

std::vector<http::Route> vendor_routes(app::Shop& shop, VendorDesk& desk, ports::ReviewStore& reviews) {
  constexpr std::size_t kNoBody = 1024;
  constexpr std::size_t kSmallBody = 16'384;
  constexpr std::size_t kTextBody = 131'072;  // two texts of 10,000 bytes, escaped
  const std::string prices = "/rest/2/addons/{addonKey}/pricing/{hosting}";
  const std::string tokens = "/rest/2/addons/{addonKey}/tokens";
  const std::string versions = "/rest/2/addons/{addonKey}/versions";
  const std::string vendor = "/rest/2/vendors/{vendorId}";
  const std::string reports = vendor + "/reporting";
  const std::string sales = reports + "/sales";
  const auto all = [&desk](PublicEndpoint endpoint) { return for_all(endpoint, desk); };
  const auto own = [&desk](VendorEndpoint endpoint) { return for_vendor(std::move(endpoint), desk); };
  const auto notifications = [&reviews](VendorDesk&, Request& request, std::int64_t vendor_id) {
    return list_notifications(reviews, request, vendor_id);
  };
  // clang-format off
  return {
      {"GET", "/rest/2/applications", Owner::browse, list_applications, kNoBody},
      {"GET", "/rest/2/applications/{application}", Owner::browse, get_application, kNoBody},

      {"POST", "/rest/2/addons", Owner::browse, own(submit_addon), kTextBody},
      {"PATCH", kAddon, Owner::browse, own(change_addon), kTextBody},
      {"GET", "/rest/2/addons/{addonKey}/recommendations", Owner::browse, recommendations(shop), kNoBody},
      {"GET", "/rest/2/addons/{addonKey}/reviews", Owner::browse, all(list_reviews), kNoBody},
      {"GET", versions, Owner::browse, all(list_versions), kNoBody},
      {"POST", versions, Owner::browse, own(publish_version), kTextBody},
      {"GET", versions + "/name/{version}", Owner::browse, all(get_version), kNoBody},
      {"GET", prices + "/live", Owner::browse, all(get_live_prices), kNoBody},
      {"GET", prices + "/pending", Owner::browse, own(get_pending_prices), kNoBody},
      {"PUT", prices + "/pending", Owner::browse, own(put_pending_prices), kSmallBody},
      {"GET", tokens, Owner::browse, own(list_tokens), kNoBody},
      {"POST", tokens, Owner::browse, own(add_token), kSmallBody},
      {"DELETE", tokens + "/{tokenId}", Owner::browse, own(delete_token), kNoBody},

      {"GET", "/rest/2/vendors", Owner::browse, all(list_vendors), kNoBody},
      {"GET", vendor, Owner::browse, all(get_vendor), kNoBody},
      {"PATCH", vendor, Owner::browse, own(change_vendor), kSmallBody},
      {"GET", vendor + "/addons", Owner::browse, own(list_vendor_addons), kNoBody},
      {"GET", reports, Owner::browse, own(get_reporting), kNoBody},
      {"GET", reports + "/licenses", Owner::browse, own(report_licenses), kNoBody},
      {"GET", reports + "/licenses/export", Owner::browse, own(export_licenses), kNoBody},
      {"GET", reports + "/evaluations", Owner::browse, own(report_evaluations), kNoBody},
      {"GET", sales + "/transactions", Owner::browse, own(report_transactions), kNoBody},
      {"GET", sales + "/transactions/export", Owner::browse, own(export_transactions), kNoBody},
      {"GET", sales + "/metrics/{metric}", Owner::browse, own(report_sales_metric), kNoBody},

      {"PUT", "/rest/souk/1/instances/{instance}/reviews/{addonKey}", Owner::browse, all(put_review), kSmallBody},
      {"GET", "/rest/souk/1/vendors/{vendorId}/notifications", Owner::browse, own(notifications), kNoBody},
      {"PUT", "/rest/souk/1/vendors/{vendorId}/password", Owner::browse, own(set_password), kNoBody},
      {"GET", "/vendors/{vendorId}", Owner::browse, own(vendor_home), kNoBody},
  };
  // clang-format on
}

void show_private_listings(std::vector<http::Route>& shop_routes, VendorDesk& desk) {
  const auto route = std::find_if(shop_routes.begin(), shop_routes.end(), [](const http::Route& candidate) {
    return candidate.method == "GET" && candidate.pattern == kAddon;
  });
  if (route == shop_routes.end()) throw std::invalid_argument("the shop has no route for one app");
  route->handler = [shop_handler = std::move(route->handler), &desk](Request& request) {
    return get_any_addon(shop_handler, desk, request);
  };
}

}  // namespace souk::vendors
