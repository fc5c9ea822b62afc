// What the plugin managers of old report: an urlencoded form with the fields pk (app key), pv (its version) and psen
// (its support number), repeated for each app, and a header that says who they are. Other fields are allowed, and
// ignored, as the real service does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/event.hpp"
#include "domain/result.hpp"

namespace souk::analytics {

inline constexpr std::size_t kMaxUsageBytes = 262'144;  // a form
inline constexpr std::size_t kMaxUsageApps = 1'000;     // in a form, as many as an append to the log takes
inline constexpr std::size_t kMaxUsageText = 255;       // bytes of a key, a version or a server id

// By the last part of the path. Clients say "updates" when they look for updates, once a day, and name every app they
// have: a heartbeat for each.
std::optional<domain::EventType> usage_type(std::string_view name);
// The names of all types, for messages.
std::string usage_type_names();

// The field sid of "client=upm,product=jira,version=8.5.1,sid=B8XX-...,users=100,hosting=server". Parts that are not
// name=value, and unknown names, are ignored. Errors: invalid_argument naming the header or the field.
Result<std::string> server_id_of(std::string_view client_info);

struct ReportedApp {
  std::string key;
  std::string version;  // may be empty
};

// Errors: invalid_argument naming the field and its place, counted from 1; too_large (more than kMaxUsageApps).
Result<std::vector<ReportedApp>> parse_usage_form(std::string_view form, domain::EventType type);

// The clients give their reports no ids, so one is made of what they say: a heartbeat counts once a day and app, which
// is how often they report; anything else counts once a minute, so that a request which a proxy repeated is known
// again.
std::vector<domain::AnalyticsEvent> usage_events(const std::string& server_id, domain::EventType type,
                                                 const std::vector<ReportedApp>& apps, UnixMs now);

}  // namespace souk::analytics
