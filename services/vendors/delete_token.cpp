// DELETE /rest/2/addons/{addonKey}/tokens/{tokenId}
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {

Task<Response> delete_token(VendorDesk& desk, Request& request, std::int64_t vendor) {
  auto removing =
      desk.remove_token(marketplace::context_of(request), vendor, std::string(request.path_parameter("addonKey")),
                        std::string(request.path_parameter("tokenId")));
  const auto removed = co_await std::move(removing);
  if (!removed) co_return http::problem(removed.error());
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace souk::vendors
