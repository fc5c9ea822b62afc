// GET /rest/souk/1/instances/{instance}/licences
#include <boost/json/array.hpp>
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {

Task<http::Response> list_licences(app::Shop& shop, http::Request& request) {
  const std::string instance(request.path_parameter("instance"));
  auto reading = shop.licences(context_of(request), instance);
  const auto licences = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!licences) co_return http::problem(licences.error());
  boost::json::array items;
  for (const auto& licence : *licences) {
    boost::json::object item;
    item["app_key"] = licence.app_key;
    item["type"] = licence.type == domain::LicenceType::commercial ? "commercial" : "evaluation";
    item["hosting"] = domain::to_string(licence.hosting);
    item["users"] = licence.users;
    item["started_at"] = iso_time(licence.started_at);
    item["expires_at"] = iso_time(licence.expires_at);
    item["renewals"] = licence.renewals;
    items.push_back(std::move(item));
  }
  boost::json::object body;
  body["instance"] = instance;
  body["count"] = items.size();
  body["licences"] = std::move(items);
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
