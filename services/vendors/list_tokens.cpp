// GET /rest/2/addons/{addonKey}/tokens
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {

Task<Response> list_tokens(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.tokens(marketplace::context_of(request), vendor, key);
  const auto tokens = co_await std::move(reading);
  if (!tokens) co_return http::problem(tokens.error());
  boost::json::array items;
  for (const ports::AccessToken& token : *tokens) items.push_back(token_json(token, desk.now()));
  boost::json::object body;
  body["_links"] = boost::json::object{{"self", marketplace::link(marketplace::addon_path(key) + "/tokens")}};
  body["count"] = items.size();
  body["_embedded"] = boost::json::object{{"tokens", std::move(items)}};
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
