// POST /rest/souk/1/instances/{instance}/installations
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> install(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{.app_key = true, .hosting = true, .version = true};
  return run_command(shop, request, domain::CommandKind::install, kMembers, 201);
}

}  // namespace souk::marketplace
