// POST /rest/souk/1/instances/{instance}/renewals
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> renew(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{.app_key = true};
  return run_command(shop, request, domain::CommandKind::renew, kMembers, 200);
}

}  // namespace souk::marketplace
