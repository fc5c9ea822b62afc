// GET /rest/2/addons/{addonKey}/versions/name/{version}
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {

Task<Response> get_version(VendorDesk& desk, Request& request) {
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.version(marketplace::context_of(request), key, std::string(request.path_parameter("version")));
  const auto version = co_await std::move(reading);
  if (!version) co_return http::problem(version.error());
  co_return marketplace::json_answer(version_json(key, *version));
}

}  // namespace souk::vendors
