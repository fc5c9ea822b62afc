// POST /rest/souk/1/instances/{instance}/evaluations
#include "services/marketplace/command_request.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> start_evaluation(app::Shop& shop, http::Request& request) {
  constexpr BodyMembers kMembers{.app_key = true, .hosting = true};
  return run_command(shop, request, domain::CommandKind::start_evaluation, kMembers, 201);
}

}  // namespace souk::marketplace
