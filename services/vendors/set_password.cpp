// PUT /rest/souk/1/vendors/{vendorId}/password
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"

namespace souk::vendors {

Task<Response> set_password(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::Mistakes mistakes;
  BodyReader reader(*body, mistakes);
  auto password = reader.text("password");
  if (!body->contains("password")) reader.complain("password", "is missing");
  reader.expect_no_more();
  if (!mistakes.empty()) co_return mistakes_answer(mistakes);
  auto setting = desk.set_password(marketplace::context_of(request), vendor, std::move(*password));
  const auto set = co_await std::move(setting);
  if (!set) co_return http::problem(set.error());
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace souk::vendors
