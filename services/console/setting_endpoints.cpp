#include "services/console/setting_endpoints.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

Task<http::Response> list(http::Request&, app::LiveSettings& settings) {
  json::array all;
  for (const domain::SettingDefinition& definition : domain::setting_definitions()) {
    all.push_back({{"name", definition.name},
                   {"value", settings.get(definition.setting)},
                   {"default", definition.default_value},
                   {"min", definition.min},
                   {"max", definition.max},
                   {"description", definition.description}});
  }
  co_return http::json_response(json::object{{"settings", std::move(all)}});
}

Task<http::Response> put(http::Request& request, app::LiveSettings& settings) {
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) co_return http::problem(body.error());
  const json::value* value = body->if_contains("value");
  if (value == nullptr || !value->is_number()) {
    co_return http::problem(400, "No value", "The body needs a number 'value', for example {\"value\": 8}.");
  }
  const std::string name(request.path_parameter("name"));
  const Result<void> set = settings.set(name, value->to_number<double>());
  if (set.has_error()) co_return http::problem(set.error());
  co_return http::json_response(json::object{{"name", name}, {"value", *value}});
}

}  // namespace

http::Handler list_settings(app::LiveSettings& settings) {
  return [&settings](http::Request& request) { return list(request, settings); };
}

http::Handler put_setting(app::LiveSettings& settings) {
  return [&settings](http::Request& request) { return put(request, settings); };
}

}  // namespace souk::console
