#include "cloudevents/attributes.hpp"

#include <fmt/format.h>

#include "cloudevents/rfc3339.hpp"

namespace souk::cloudevents {
namespace {

constexpr std::string_view kTypePrefix = "souk.";

std::optional<domain::EventType> find_type(std::string_view name) {
  if (!name.starts_with(kTypePrefix)) return std::nullopt;
  name.remove_prefix(kTypePrefix.size());
  for (std::size_t i = 0; i < domain::kEventTypeCount; ++i)
    if (name == domain::kEventTypeNames[i]) return static_cast<domain::EventType>(i);
  return std::nullopt;
}

Error bad(std::string reason) { return fail(Errc::invalid_argument, std::move(reason)); }

// For messages: enough of the value to find it, never all of a long one.
std::string quote(std::string_view value) {
  constexpr std::size_t kShown = 40;
  return value.size() <= kShown ? fmt::format("\"{}\"", value) : fmt::format("\"{}...\"", value.substr(0, kShown));
}

std::string why_not(std::string_view name, const std::optional<std::string_view>& value) {
  if (!value) return fmt::format("{} is missing", name);
  if (value->empty()) return fmt::format("{} is empty", name);
  if (value->size() > kMaxAttributeBytes) return fmt::format("{} is longer than {} bytes", name, kMaxAttributeBytes);
  return {};
}

}  // namespace

Result<domain::AnalyticsEvent> to_event(const Attributes& attributes) {
  if (attributes.specversion != "1.0") {
    if (!attributes.specversion) return bad("specversion is missing");
    return bad(fmt::format("specversion is {}; \"1.0\" is understood", quote(*attributes.specversion)));
  }
  if (auto reason = why_not("id", attributes.id); !reason.empty()) return bad(std::move(reason));
  if (auto reason = why_not("source", attributes.source); !reason.empty()) return bad(std::move(reason));
  if (auto reason = why_not("type", attributes.type); !reason.empty()) return bad(std::move(reason));
  const auto type = find_type(*attributes.type);
  if (!type) return bad(fmt::format("type {} is not known", quote(*attributes.type)));

  domain::AnalyticsEvent event;
  event.type = *type;
  if (attributes.time) {
    const auto at = parse_rfc3339(*attributes.time);
    if (!at) return bad(fmt::format("time {} is not an RFC 3339 date and time since 1970", quote(*attributes.time)));
    event.occurred_at = *at;
  }
  // A search is about no app in particular; everything else is.
  if (*type != domain::EventType::search_performed || attributes.app_key) {
    if (auto reason = why_not("data.app_key", attributes.app_key); !reason.empty()) return bad(std::move(reason));
    event.app_key = *attributes.app_key;
  }
  if (attributes.instance_id) {
    if (attributes.instance_id->size() > kMaxAttributeBytes)
      return bad(fmt::format("data.instance_id is longer than {} bytes", kMaxAttributeBytes));
    event.instance_id = *attributes.instance_id;
  }
  event.source = *attributes.source;
  event.id = *attributes.id;
  return event;
}

}  // namespace souk::cloudevents
