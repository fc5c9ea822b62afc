// DELETE /rest/souk/1/instances/{instance}/installations/{app}
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> uninstall(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{};
  return run_command(shop, request, domain::CommandKind::uninstall, kMembers, 200);
}

}  // namespace souk::marketplace
