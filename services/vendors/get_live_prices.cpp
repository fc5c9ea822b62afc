// GET /rest/2/addons/{addonKey}/pricing/{hosting}/live?countryCode=
#include <algorithm>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/price_documents.hpp"

namespace souk::vendors {
namespace {

bool is_country_code(std::string_view text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Task<Response> get_live_prices(VendorDesk& desk, Request& request) {
  const auto hosting = hosting_of(request);
  if (!hosting) co_return http::problem(hosting.error());
  const std::string country(request.query("countryCode").value_or(""));
  if (!country.empty() && !is_country_code(country))
    co_return http::problem(fail(Errc::invalid_argument, "countryCode must be two capital letters, like JP"));
  const std::string key(request.path_parameter("addonKey"));
  auto reading = desk.prices(marketplace::context_of(request), key, *hosting, country);
  const auto prices = co_await std::move(reading);
  if (!prices) co_return http::problem(prices.error());
  co_return marketplace::json_answer(live_prices_json(key, *hosting, prices->prices, prices->in_yen));
}

}  // namespace souk::vendors
