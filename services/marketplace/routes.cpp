#include "services/marketplace/routes.hpp"

#include <memory>

#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {
namespace {

using domain::Owner;
using http::Request;

using Endpoint = Task<http::Response> (*)(app::Shop&, Request&);

http::Handler on(Endpoint endpoint, app::Shop& shop) {
  return [endpoint, &shop](Request& request) { return endpoint(shop, request); };
}

http::Handler addon_handler(app::Shop& shop, ports::Clock& clock) {
  auto bodies = std::make_shared<AddonBodies>(clock);
  return [&shop, bodies](Request& request) { return get_addon(shop, *bodies, request); };
}

http::Handler readyz_handler(app::Shop& shop, ports::Flags& flags) {
  return [&shop, &flags](Request& request) { return readyz(shop, flags, request); };
}

}  // namespace

std::vector<http::Route> marketplace_routes(app::Shop& shop, ports::Flags& flags, ports::Clock& clock) {
  constexpr std::size_t kNoBody = 1024;  // GET and DELETE: what clients send along is ignored
  constexpr std::size_t kCommandBody = 16'384;
  constexpr const char* kUpgrade = "/rest/souk/1/instances/{instance}/installations/{app}/upgrade";
  // clang-format off
  return {
      {"GET", "/", Owner::browse, on(home_page, shop), kNoBody},
      {"GET", "/apps/{key}", Owner::browse, on(app_page, shop), kNoBody},
      {"GET", "/livez", Owner::ops, livez, kNoBody},
      {"GET", "/readyz", Owner::ops, readyz_handler(shop, flags), kNoBody},

      {"GET", "/rest/2/addons", Owner::browse, on(list_addons, shop), kNoBody},
      {"GET", "/rest/2/addons/{addonKey}", Owner::browse, addon_handler(shop, clock), kNoBody},
      {"GET", "/rest/2/addons/{addonKey}/distribution", Owner::browse, on(get_distribution, shop), kNoBody},
      {"GET", "/rest/2/addons/{addonKey}/versions/latest", Owner::phone_home, on(get_latest_version, shop), kNoBody},
      {"GET", "/rest/2/addonCategories", Owner::browse, on(list_categories, shop), kNoBody},

      {"POST", "/rest/souk/1/instances/{instance}/installations", Owner::core, on(install, shop), kCommandBody},
      {"PUT", kUpgrade, Owner::core, on(upgrade, shop), kCommandBody},
      {"POST", kUpgrade, Owner::core, on(upgrade, shop), kCommandBody},
      {"DELETE", "/rest/souk/1/instances/{instance}/installations/{app}", Owner::browse, on(uninstall, shop), kNoBody},
      {"POST", "/rest/souk/1/instances/{instance}/evaluations", Owner::browse, on(start_evaluation, shop),
       kCommandBody},
      {"POST", "/rest/souk/1/instances/{instance}/purchases", Owner::browse, on(purchase, shop), kCommandBody},
      {"POST", "/rest/souk/1/instances/{instance}/renewals", Owner::core, on(renew, shop), kCommandBody},
      {"GET", "/rest/souk/1/instances/{instance}/licences", Owner::browse, on(list_licences, shop), kNoBody},
  };
  // clang-format on
}

}  // namespace souk::marketplace
