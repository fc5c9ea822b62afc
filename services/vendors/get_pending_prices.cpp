// GET /rest/2/addons/{addonKey}/pricing/{hosting}/pending
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/price_documents.hpp"

namespace souk::vendors {

Task<Response> get_pending_prices(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto hosting = hosting_of(request);
  if (!hosting) co_return http::problem(hosting.error());
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.own_prices(marketplace::context_of(request), vendor, key, *hosting);
  const auto prices = co_await std::move(reading);
  if (!prices) co_return http::problem(prices.error());
  if (!prices->pending) co_return http::problem(fail(Errc::not_found, "no prices are pending for this hosting"));
  co_return marketplace::json_answer(pending_prices_json(key, *hosting, *prices));
}

}  // namespace souk::vendors
