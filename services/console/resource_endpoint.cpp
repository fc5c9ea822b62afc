// GET /rest/souk/1/ops/resources
#include "services/console/resource_endpoint.hpp"

#include <boost/json.hpp>
#include <utility>

#include "http/json.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

// Only owners who are there, by name: the answer is read by people, too.
json::object by_owner(const domain::PerOwner<std::uint64_t>& count, const domain::PerOwner<std::uint64_t>& longest_us) {
  json::object owners;
  for (std::size_t i = 0; i < domain::kOwnerCount; ++i) {
    if (count[i] == 0) continue;
    owners[domain::kOwnerNames[i]] =
        json::object{{"count", count[i]}, {"longest_ms", static_cast<double>(longest_us[i]) / 1e3}};
  }
  return owners;
}

json::object resource(std::string_view name, std::string_view units, const domain::ResourceUse& use) {
  return {{"name", name},
          {"units", units},
          {"capacity", use.capacity},
          {"in_use", use.in_use},
          {"holders", by_owner(use.holding, use.longest_hold_us)},
          {"waiters", by_owner(use.waiting, use.longest_wait_us)}};
}

Task<http::Response> answer(domain::ServiceStatus status) {
  const domain::Telemetry telemetry = status.telemetry ? *status.telemetry : domain::Telemetry();
  json::array resources;
  resources.push_back(resource("pool", "connections to the store", status.pool));
  resources.push_back(resource("writer", "turns to write", status.writer));
  resources.push_back(resource("work_queue", "places for events", telemetry.work_queue));
  resources.push_back(resource("admission", "requests in flight", telemetry.admission));
  co_return http::json_response(json::object{{"at", status.at}, {"resources", std::move(resources)}});
}

}  // namespace

http::Handler get_resources(std::function<domain::ServiceStatus()> status) {
  return [status = std::move(status)](http::Request&) { return answer(status()); };
}

}  // namespace souk::console
