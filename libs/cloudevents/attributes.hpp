// The attributes of one event as they were found, whatever the mode, and what makes them an analytics event.
#pragma once

#include <optional>
#include <string_view>

#include "domain/event.hpp"
#include "domain/result.hpp"

namespace souk::cloudevents {

inline constexpr std::size_t kMaxAttributeBytes = 1'024;  // id, source, app_key and instance_id, each

struct Attributes {
  std::optional<std::string_view> id, source, specversion, type, time;
  std::optional<std::string_view> app_key, instance_id;  // members of `data`
};

// Copies the attributes. An absent time is occurred_at 0. Errors: invalid_argument naming the attribute.
Result<domain::AnalyticsEvent> to_event(const Attributes& attributes);

}  // namespace souk::cloudevents
