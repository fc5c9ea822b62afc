#include "services/console/flag_endpoints.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "domain/flag_danger.hpp"
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

json::object flag_to_json(const domain::FlagDefinition& definition, const FlagPorts& ports) {
  const domain::FlagValue value = ports.flags.evaluate(definition.flag);
  json::array variants;
  for (const std::string& variant : definition.variants) variants.emplace_back(variant);
  json::object object{{"key", definition.key},
                      {"value", value_to_json(value)},
                      {"text", domain::to_text(value)},
                      {"default", value_to_json(definition.default_value)},
                      {"description", definition.description},
                      {"degrades", definition.degrades},
                      {"rule", ports.rules()->has_rule(definition.flag)}};
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

Task<http::Response> list(http::Request&, const FlagPorts& ports) {
  json::array all;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    all.push_back(flag_to_json(definition, ports));
  }
  co_return http::json_response(json::object{{"flags", std::move(all)}, {"problem", ports.problem()}});
}

Task<http::Response> get(http::Request& request, const FlagPorts& ports) {
  const std::optional<domain::Flag> flag = domain::find_flag(request.path_parameter("key"));
  if (!flag) co_return unknown_flag(request.path_parameter("key"));
  co_return http::json_response(flag_to_json(domain::definition_of(*flag), ports));
}

// The member "percent", if there is one.
Result<std::optional<unsigned>> percent_member(const json::object& body) {
  const json::value* percent = body.if_contains("percent");
  if (percent == nullptr) return std::optional<unsigned>();
  const std::int64_t* number = percent->if_int64();
  if (number == nullptr || *number < 0 || *number > 100) {
    return fail(Errc::invalid_argument, "\"percent\" has to be a whole number from 0 to 100");
  }
  return std::optional(static_cast<unsigned>(*number));
}

Task<http::Response> put(http::Request& request, const FlagPorts& ports) {
  const std::optional<domain::Flag> flag = domain::find_flag(request.path_parameter("key"));
  if (!flag) co_return unknown_flag(request.path_parameter("key"));
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) co_return http::problem(body.error());
  const Result<domain::FlagValue> value = value_member(*flag, *body);
  if (value.has_error()) co_return http::problem(value.error());
  const auto percent = percent_member(*body);
  if (percent.has_error()) co_return http::problem(percent.error());
  if (*percent != 0U) {
    if (auto question = ask_back(ports, *flag, *value, *body)) co_return std::move(*question);
  }
  std::string who = text_member(*body, "who", "operator");
  std::string why = text_member(*body, "why", "");
  const Result<domain::FlagChange> change =
      *percent ? ports.admin.set_share(*flag, *value, **percent, std::move(who), std::move(why))
               : ports.admin.set(*flag, *value, std::move(who), std::move(why));
  if (change.has_error()) co_return http::problem(change.error());
  json::object answer = flag_to_json(domain::definition_of(*flag), ports);
  answer["before"] = domain::to_text(change->before);
  co_return http::json_response(answer);
}

}  // namespace

Result<domain::FlagValue> value_member(domain::Flag flag, const json::object& body) {
  const std::optional<std::string> text = value_text(body);
  if (!text) {
    return fail(Errc::invalid_argument, "The body needs a member 'value': a string, a boolean or an integer.");
  }
  return domain::parse_flag_value(flag, *text);
}

std::string text_member(const json::object& body, std::string_view name, std::string_view otherwise) {
  const json::value* value = body.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return std::string(text == nullptr ? otherwise : std::string_view(*text));
}

std::optional<http::Response> ask_back(const FlagPorts& ports, domain::Flag flag, const domain::FlagValue& value,
                                       const json::object& body) {
  const json::value* confirmed = body.if_contains("confirm");
  if (confirmed != nullptr && confirmed->is_bool() && confirmed->get_bool()) return std::nullopt;
  domain::FlagValues now;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    now[static_cast<std::size_t>(definition.flag)] = ports.flags.evaluate(definition.flag);
  }
  const std::string danger = domain::danger_of(flag, value, now);
  if (danger.empty()) return std::nullopt;
  return http::problem(409, "Confirmation needed",
                       danger + "; if that is meant, say so with \"confirm\": true (souk flags set: --yes)");
}

http::Handler list_flags(const FlagPorts& ports) {
  return [ports](http::Request& request) { return list(request, ports); };
}

http::Handler get_flag(const FlagPorts& ports) {
  return [ports](http::Request& request) { return get(request, ports); };
}

http::Handler put_flag(const FlagPorts& ports) {
  return [ports](http::Request& request) { return put(request, ports); };
}

}  // namespace souk::console
