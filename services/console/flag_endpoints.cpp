#include "services/console/flag_endpoints.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

json::value value_to_json(const domain::FlagValue& value) {
  if (const bool* on = std::get_if<bool>(&value)) return *on;
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) return *number;
  return json::value(std::get<std::string>(value));
}

json::object flag_to_json(const domain::FlagDefinition& definition, const domain::FlagValue& value) {
  json::array variants;
  for (const std::string& variant : definition.variants) variants.emplace_back(variant);
  json::object object{{"key", definition.key},
                      {"value", value_to_json(value)},
                      {"text", domain::to_text(value)},
                      {"default", value_to_json(definition.default_value)},
                      {"description", definition.description},
                      {"degrades", definition.degrades}};
  if (!variants.empty()) object["variants"] = std::move(variants);
  if (std::holds_alternative<std::int64_t>(definition.default_value)) {
    object["min"] = definition.min;
    object["max"] = definition.max;
  }
  return object;
}

http::Response unknown_flag(std::string_view key) {
  return http::problem(404, "Unknown flag",
                       "No flag '" + std::string(key) + "'; GET /rest/souk/1/ops/flags lists them.");
}

// The request's value as text, whatever JSON type it came in.
std::optional<std::string> value_text(const json::object& body) {
  const json::value* value = body.if_contains("value");
  if (value == nullptr) return std::nullopt;
  if (const json::string* text = value->if_string()) return std::string(*text);
  if (const bool* on = value->if_bool()) return *on ? "on" : "off";
  if (const std::int64_t* number = value->if_int64()) return std::to_string(*number);
  return std::nullopt;
}

std::string member_text(const json::object& body, std::string_view name, std::string_view otherwise) {
  const json::value* value = body.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return std::string(text == nullptr ? otherwise : std::string_view(*text));
}

Task<http::Response> list(http::Request&, ports::Flags& flags) {
  json::array all;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    all.push_back(flag_to_json(definition, flags.evaluate(definition.flag)));
  }
  co_return http::json_response(json::object{{"flags", std::move(all)}});
}

Task<http::Response> get(http::Request& request, ports::Flags& flags) {
  const std::optional<domain::Flag> flag = domain::find_flag(request.path_parameter("key"));
  if (!flag) co_return unknown_flag(request.path_parameter("key"));
  co_return http::json_response(flag_to_json(domain::definition_of(*flag), flags.evaluate(*flag)));
}

Task<http::Response> put(http::Request& request, ports::Flags& flags, ports::FlagAdmin& admin) {
  const std::optional<domain::Flag> flag = domain::find_flag(request.path_parameter("key"));
  if (!flag) co_return unknown_flag(request.path_parameter("key"));
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) co_return http::problem(body.error());
  const std::optional<std::string> text = value_text(*body);
  if (!text) {
    co_return http::problem(400, "No value", "The body needs a member 'value': a string, a boolean or an integer.");
  }
  Result<domain::FlagValue> value = domain::parse_flag_value(*flag, *text);
  if (value.has_error()) co_return http::problem(value.error());
  const Result<domain::FlagChange> change =
      admin.set(*flag, std::move(value.value()), member_text(*body, "who", "operator"), member_text(*body, "why", ""));
  if (change.has_error()) co_return http::problem(change.error());
  json::object answer = flag_to_json(domain::definition_of(*flag), flags.evaluate(*flag));
  answer["before"] = domain::to_text(change->before);
  co_return http::json_response(std::move(answer));
}

}  // namespace

http::Handler list_flags(ports::Flags& flags) {
  return [&flags](http::Request& request) { return list(request, flags); };
}

http::Handler get_flag(ports::Flags& flags) {
  return [&flags](http::Request& request) { return get(request, flags); };
}

http::Handler put_flag(ports::Flags& flags, ports::FlagAdmin& admin) {
  return [&flags, &admin](http::Request& request) { return put(request, flags, admin); };
}

}  // namespace souk::console
