// POST /rest/2/addons: a new app, private or for approval.
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/listing_body.hpp"

namespace souk::vendors {

Task<Response> submit_addon(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::Listing listing;
  if (const auto mistakes = read_new_app(*body, listing); !mistakes.empty()) co_return mistakes_answer(mistakes);
  auto submitting = desk.submit(marketplace::context_of(request), vendor, std::move(listing));
  const auto submitted = co_await std::move(submitting);
  if (!submitted) co_return http::problem(submitted.error());
  Response response = marketplace::json_answer(listing_json(*submitted), 201);
  response.headers.emplace_back("Location", marketplace::addon_path(submitted->key));
  co_return response;
}

}  // namespace souk::vendors
