// PATCH /rest/2/addons/{addonKey}: the texts of a listing, and the steps of its life that are the vendor's.
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/listing_body.hpp"

namespace souk::vendors {

Task<Response> change_addon(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::ListingChange change;
  if (const auto mistakes = read_change(*body, change); !mistakes.empty()) co_return mistakes_answer(mistakes);
  auto changing = desk.change(marketplace::context_of(request), vendor, std::string(request.path_parameter("addonKey")),
                              std::move(change));
  const auto changed = co_await std::move(changing);
  if (!changed) co_return http::problem(changed.error());
  co_return marketplace::json_answer(listing_json(*changed));
}

}  // namespace souk::vendors
