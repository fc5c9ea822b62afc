#include "cloudevents/parse.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <stdexcept>

#include "cloudevents/attributes.hpp"
#include "cloudevents/header_value.hpp"
#include "cloudevents/json_mode.hpp"

namespace souk::cloudevents {
namespace {

constexpr std::string_view kBatchPrefix = "application/cloudevents-batch";
constexpr std::string_view kStructuredPrefix = "application/cloudevents";

Rejection unsupported(std::string_view media_type) {
  return {Rejection::Kind::unsupported_media_type,
          fmt::format("\"{}\" without ce- headers; send application/cloudevents+json, "
                      "application/cloudevents-batch+json, or one event in binary mode (ce- headers)",
                      media_type),
          {}};
}

Rejection too_large(std::string_view what, std::size_t limit) {
  return {Rejection::Kind::too_large, fmt::format("{} is larger than {} bytes", what, limit), {}};
}

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json");
}

std::string_view find_header(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

Parsed parse_binary(const Headers& headers, std::string_view media_type, std::string_view body) {
  if (body.size() > kMaxEventBytes) return too_large("the event", kMaxEventBytes);
  // `attributes` points into these.
  std::string id;
  std::string source;
  std::string specversion;
  std::string type;
  std::string time;
  Attributes attributes;
  const auto take = [&headers](std::string_view name, std::string& text, std::optional<std::string_view>& slot) {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; });
    if (found == headers.end()) return;
    text = decode_header_value(found->second);
    slot = text;
  };
  take("ce-id", id, attributes.id);
  take("ce-source", source, attributes.source);
  take("ce-specversion", specversion, attributes.specversion);
  take("ce-type", type, attributes.type);
  take("ce-time", time, attributes.time);
  for (const auto& slot :
       {attributes.id, attributes.source, attributes.specversion, attributes.type, attributes.time}) {
    if (slot && !simdjson::validate_utf8(*slot))
      return Rejection{Rejection::Kind::malformed, "a ce- header is not UTF-8 after percent-decoding", {}};
  }

  if (body.empty()) return parse_binary_data(attributes, "null");
  if (!media_type.empty() && !is_json(media_type))
    return Rejection{Rejection::Kind::unsupported_media_type,
                     fmt::format("data of type \"{}\" is not understood; send application/json", media_type),
                     {}};
  return parse_binary_data(attributes, body);
}

}  // namespace

void throw_exception_from_error(const Rejection& rejection, const boost::source_location&) {
  throw std::runtime_error("cloudevents: " + rejection.detail);
}

Parsed parse(const Headers& headers, std::string_view body) {
  if (body.size() > kMaxBodyBytes) return too_large("the body", kMaxBodyBytes);
  const std::string media_type = media_type_of(find_header(headers, "content-type"));
  // The prefix of a batch begins with that of a single event, so it is tested first.
  if (media_type.starts_with(kBatchPrefix))
    return media_type.ends_with("+json") ? parse_batch(body) : Parsed(unsupported(media_type));
  if (media_type.starts_with(kStructuredPrefix)) {
    if (!media_type.ends_with("+json")) return unsupported(media_type);
    return body.size() > kMaxEventBytes ? Parsed(too_large("the event", kMaxEventBytes)) : parse_structured(body);
  }
  const bool binary =
      std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first.starts_with("ce-"); });
  if (!binary) return unsupported(media_type);
  return parse_binary(headers, media_type, body);
}

}  // namespace souk::cloudevents
