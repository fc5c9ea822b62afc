// PUT or POST /rest/souk/1/instances/{instance}/installations/{app}/upgrade
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> upgrade(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{.version = true};
  return run_command(shop, request, domain::CommandKind::upgrade, kMembers, 200);
}

}  // namespace souk::marketplace
