// POST /rest/souk/1/instances/{instance}/purchases
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> purchase(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{.app_key = true, .hosting = true, .users = true};
  return run_command(shop, request, domain::CommandKind::purchase, kMembers, 201);
}

}  // namespace souk::marketplace
