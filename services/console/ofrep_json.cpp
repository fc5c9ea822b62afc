#include "services/console/ofrep_json.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "domain/event.hpp"
#include "http/json.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

// OFREP's metadata are switches, numbers and texts.
void add_metadata(json::object& to, const json::object& metadata) {
  for (const auto& [name, value] : metadata) {
    if (value.is_bool() || value.is_number() || value.is_string()) to[name] = value;
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

boost::system::result<json::object, OfrepError> parse_context(const http::Request& request) {
  Result<json::object> body = http::parse_json_body(request);
  if (!body) return OfrepError{"PARSE_ERROR", body.error().detail};
  json::value* context = body->if_contains("context");
  if (context == nullptr) return json::object();
  if (!context->is_object()) return OfrepError{"INVALID_CONTEXT", "the context has to be an object"};
  const json::value* key = context->get_object().if_contains("targetingKey");
  if (key != nullptr && !key->is_string()) {
    return OfrepError{"INVALID_CONTEXT", "the targetingKey has to be a string"};
  }
  return std::move(context->get_object());
}

json::object to_json(const OfrepError& error) { return {{"errorCode", error.code}, {"errorDetails", error.details}}; }

json::object evaluation_json(const targeting::Definition& flag, const json::object& set_metadata,
                             const json::object& context, UnixMs now) {
  const targeting::Evaluation evaluation = targeting::evaluate(flag, context, now);
  json::object object{{"key", flag.key}};
  if (evaluation.error != targeting::EvaluationError::none) {
    object["errorCode"] = view(to_string(evaluation.error));
    object["errorDetails"] = evaluation.details;
    return object;
  }
  object["reason"] = view(to_string(evaluation.reason));
  // Without a variant the client has a default of its own.
  if (evaluation.variant != nullptr) {
    object["value"] = evaluation.variant->value;
    object["variant"] = evaluation.variant->name;
  }
  json::object metadata;
  add_metadata(metadata, set_metadata);
  add_metadata(metadata, flag.metadata);
  if (!metadata.empty()) object["metadata"] = std::move(metadata);
  return object;
}

json::array evaluations_json(const targeting::DefinitionSet& set, const json::object& context, UnixMs now) {
  json::array all;
  for (const auto& [key, flag] : set.flags) all.push_back(evaluation_json(flag, set.metadata, context, now));
  return all;
}

std::string etag_of(std::string_view text) {
  const domain::EventKey hash = domain::key_of("ofrep", text);
  return fmt::format("\"{:016x}{:016x}\"", hash.high, hash.low);
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const std::size_t comma = if_none_match.find(',');
    std::string_view each = trimmed(if_none_match.substr(0, comma));
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each == "*" || each == etag) return true;
    if (comma == std::string_view::npos) break;
    if_none_match.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace souk::console
