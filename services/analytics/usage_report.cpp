#include "services/analytics/usage_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse_query.hpp>
#include <utility>

namespace souk::analytics {
namespace {

namespace urls = boost::urls;
using domain::EventType;

constexpr std::array<std::pair<std::string_view, EventType>, 8> kTypes{{
    {"updates", EventType::heartbeat},
    {"installed", EventType::installed},
    {"uninstalled", EventType::uninstalled},
    {"enabled", EventType::enabled},
    {"disabled", EventType::disabled},
    {"enablement-failure", EventType::enablement_failure},
    {"requested", EventType::requested},
    {"settings-changed", EventType::settings_changed},
}};

constexpr std::int64_t kMsPerMinute = 60'000;

Error bad(std::string why) { return fail(Errc::invalid_argument, std::move(why)); }

// Clients tell of these without an app, or without its version.
bool may_name_no_version(EventType type) { return type == EventType::requested || type == EventType::settings_changed; }

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

Result<void> check(std::string_view field, std::size_t place, std::string_view text) {
  if (text.size() > kMaxUsageText) {
    return bad(fmt::format("field {}, number {}: longer than {} bytes", field, place, kMaxUsageText));
  }
  if (!is_printable(text)) return bad(fmt::format("field {}, number {}: has a control character", field, place));
  return {};
}

struct Fields {
  std::vector<std::string> keys, versions;
  std::size_t support_numbers = 0;
};

Result<Fields> read_fields(std::string_view form) {
  // Boost.URL speaks of queries; a form differs in that '+' stands for a space.
  const auto parsed = urls::parse_query(urls::string_view(form.data(), form.size()));
  if (!parsed) {
    return bad("the body is not an urlencoded form: " + parsed.error().message() +
               "; encode what is not a letter, a digit or one of -._~ as %XX");
  }
  urls::encoding_opts form_rules;
  form_rules.space_as_plus = true;
  Fields fields;
  for (const auto& field : *parsed) {
    const std::string name = field.key.decode(form_rules);
    if (name == "psen") ++fields.support_numbers;
    if (name != "pk" && name != "pv") continue;
    auto& values = name == "pk" ? fields.keys : fields.versions;
    if (values.size() >= kMaxUsageApps) {
      return fail(Errc::too_large, fmt::format("field {}: more than {}; send several forms", name, kMaxUsageApps));
    }
    values.push_back(field.has_value ? field.value.decode(form_rules) : std::string());
    if (auto checked = check(name, values.size(), values.back()); !checked) return checked.error();
  }
  return fields;
}

}  // namespace

std::optional<EventType> usage_type(std::string_view name) {
  for (const auto& [known, type] : kTypes) {
    if (known == name) return type;
  }
  return std::nullopt;
}

std::string usage_type_names() {
  std::string names;
  for (const auto& [name, type] : kTypes) names.append(names.empty() ? "" : ", ").append(name);
  return names;
}

Result<std::string> server_id_of(std::string_view client_info) {
  if (client_info.empty()) return bad("header X-Pac-Client-Info is missing");
  std::optional<std::string_view> found;
  while (!client_info.empty()) {
    const std::size_t comma = std::min(client_info.find(','), client_info.size());
    std::string_view part = client_info.substr(0, comma);
    client_info.remove_prefix(std::min(comma + 1, client_info.size()));
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    part = part.substr(0, part.find_last_not_of(' ') + 1);
    if (!part.starts_with("sid=")) continue;
    if (found) return bad("header X-Pac-Client-Info: sid is there twice");
    found = part.substr(4);
  }
  if (!found || found->empty()) return bad("header X-Pac-Client-Info: sid, the id of the server, is missing");
  if (found->size() > kMaxUsageText) {
    return bad(fmt::format("header X-Pac-Client-Info: sid is longer than {} bytes", kMaxUsageText));
  }
  if (!is_printable(*found)) return bad("header X-Pac-Client-Info: sid has a control character");
  return std::string(*found);
}

Result<std::vector<ReportedApp>> parse_usage_form(std::string_view form, EventType type) {
  Result<Fields> fields = read_fields(form);
  if (!fields) return fields.error();
  const std::size_t apps = fields->keys.size();
  const bool loose = may_name_no_version(type);
  if (apps == 0 && !loose) return bad("field pk is missing: name at least one app");
  if (fields->versions.size() != apps && !(loose && fields->versions.empty())) {
    return bad(fmt::format("field pv is there {} times and pk {} times: give one version for each app",
                           fields->versions.size(), apps));
  }
  if (fields->support_numbers != 0 && fields->support_numbers != apps) {
    return bad(fmt::format("field psen is there {} times and pk {} times: give one for each app, if need be empty",
                           fields->support_numbers, apps));
  }
  std::vector<ReportedApp> reported(apps);
  for (std::size_t i = 0; i < apps; ++i) {
    if (fields->keys[i].empty()) return bad(fmt::format("field pk, number {}: is empty", i + 1));
    reported[i].key = std::move(fields->keys[i]);
    if (!fields->versions.empty()) reported[i].version = std::move(fields->versions[i]);
  }
  return reported;
}

std::vector<domain::AnalyticsEvent> usage_events(const std::string& server_id, EventType type,
                                                 const std::vector<ReportedApp>& apps, UnixMs now) {
  const bool daily = type == EventType::heartbeat;
  const std::string when = daily ? fmt::format("d{}", day_of(now)) : fmt::format("m{}", now / kMsPerMinute);
  const std::string_view name = domain::kEventTypeNames[static_cast<std::size_t>(type)];
  std::vector<domain::AnalyticsEvent> events;
  events.reserve(apps.size());
  for (const ReportedApp& app : apps) {
    std::string id = fmt::format("usage/{}/{}/{}", name, when, app.key);
    if (!daily) id.append("/").append(app.version);
    events.push_back({.source = "/instances/" + server_id,
                      .id = std::move(id),
                      .type = type,
                      .app_key = app.key,
                      .instance_id = server_id,
                      .occurred_at = now});
  }
  return events;
}

}  // namespace souk::analytics
