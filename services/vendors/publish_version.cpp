// POST /rest/2/addons/{addonKey}/versions: needs no approval.
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/listing_body.hpp"

namespace souk::vendors {

Task<Response> publish_version(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::AppVersion version;
  if (const auto mistakes = read_version(*body, version, ""); !mistakes.empty()) co_return mistakes_answer(mistakes);
  const std::string key(request.path_parameter("addonKey"));
  auto publishing = desk.publish(marketplace::context_of(request), vendor, key, std::move(version));
  const auto published = co_await std::move(publishing);
  if (!published) co_return http::problem(published.error());
  Response response = marketplace::json_answer(version_json(key, *published), 201);
  response.headers.emplace_back(
      "Location", marketplace::addon_path(key) + "/versions/name/" + marketplace::url_escape(published->name));
  co_return response;
}

}  // namespace souk::vendors
