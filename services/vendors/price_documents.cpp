#include "services/vendors/price_documents.hpp"

#include <utility>

#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

json::object frame(const std::string& key, domain::Hosting hosting, const char* stage) {
  const std::string base = marketplace::addon_path(key) + "/pricing/" + std::string(domain::to_string(hosting));
  json::object document;
  document["_links"] = json::object{{"self", marketplace::link(base + "/" + stage)},
                                    {"addon", marketplace::link(marketplace::addon_path(key))}};
  document["hosting"] = domain::to_string(hosting);
  return document;
}

}  // namespace

Result<domain::Hosting> hosting_of(const http::Request& request) {
  const auto hosting = domain::parse_hosting(request.path_parameter("hosting"));
  if (hosting) return *hosting;
  return fail(Errc::not_found, hosting.error().detail);
}

json::object live_prices_json(const std::string& key, domain::Hosting hosting, const ports::Prices& prices, bool yen) {
  json::object document = frame(key, hosting, "live");
  document["items"] = price_items(prices.live, hosting, yen);
  return document;
}

json::object pending_prices_json(const std::string& key, domain::Hosting hosting, const ports::Prices& prices) {
  json::object document = frame(key, hosting, "pending");
  document["items"] = price_items(prices.pending->list, hosting, false);
  document["effectiveDate"] = marketplace::iso_time(prices.pending->effective_at);
  return document;
}

}  // namespace souk::vendors
