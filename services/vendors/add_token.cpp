// POST /rest/2/addons/{addonKey}/tokens: {"days": 30, "note": "..."}. The token itself is told once.
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"

namespace souk::vendors {

Task<Response> add_token(VendorDesk& desk, Request& request, std::int64_t vendor) {
  constexpr std::int64_t kDefaultDays = 30;
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::Mistakes mistakes;
  BodyReader reader(*body, mistakes);
  const std::int64_t days = reader.integer("days").value_or(kDefaultDays);
  std::string note = reader.text("note").value_or("");
  reader.expect_no_more();
  if (!mistakes.empty()) co_return mistakes_answer(mistakes);
  const std::string key(request.path_parameter("addonKey"));
  auto adding = desk.add_token(marketplace::context_of(request), vendor, key, days, std::move(note));
  const auto added = co_await std::move(adding);
  if (!added) co_return http::problem(added.error());
  boost::json::object document = token_json(added->token, desk.now());
  document["token"] = added->secret;
  document["_links"] =
      boost::json::object{{"addon", marketplace::link(marketplace::addon_path(key) + "?accessToken=" + added->secret)}};
  co_return marketplace::json_answer(std::move(document), 201);
}

}  // namespace souk::vendors
