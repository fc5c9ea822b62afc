#include <array>
#include <optional>

#include "domain/flag.hpp"
#include "domain/settings.hpp"
#include "drill/keys.hpp"
#include "drill/sections.hpp"
#include "drill/values.hpp"

namespace souk::drill {
namespace {

std::vector<std::string_view> flag_keys() {
  std::vector<std::string_view> keys;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) keys.push_back(definition.key);
  return keys;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const domain::SettingDefinition& definition : domain::setting_definitions()) names.push_back(definition.name);
  return names;
}

void read_daily(const YAML::Node& node, domain::DailyCurve& daily, Mistakes& mistakes) {
  MapReader map(node, "daily", kDailyKeys, mistakes);
  map.require("swing");
  map.read_share("swing", daily.swing);
  map.read_clock("peak", daily.peak);
  if (daily.swing > domain::DailyCurve::kMostSwing) {
    mistakes.add(map.mark("swing"), "swing: has to be at most 95%", "some load is there at any hour");
  }
  if (daily.peak >= std::chrono::hours(24)) mistakes.add(map.mark("peak"), "peak: has to be a time of the day");
}

void read_class(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "a class", kClassKeys, mistakes);
  if (!map.is_map()) return;
  domain::PlannedClass planned;
  planned.place = place_of(node, mistakes);
  domain::UserClass& user_class = planned.user_class;
  map.require("class");
  map.require("kind");
  map.read_name("class", user_class.name);
  if (const auto kind = map.choice("kind", domain::kUserKindNames)) {
    user_class.kind = static_cast<domain::UserKind>(*kind);
  }
  if (const auto arrivals = map.choice("arrivals", kArrivalNames)) {
    user_class.arrivals.kind = static_cast<domain::ArrivalKind>(*arrivals);
  }
  if (const auto daily = map.child("daily")) read_daily(*daily, user_class.arrivals.daily, mistakes);
  map.read("timeout", user_class.timeout);
  map.read("attempts", user_class.attempts, 1, 20);
  map.read("backoff", user_class.backoff);
  map.read("apps_per_agent", user_class.apps_per_agent, 0, 1'000);
  map.read("events_per_agent", user_class.events_per_agent, 1, 1'000);
  map.read("events_per_failure", user_class.events_per_failure, 0, 50);
  map.read_share("upgrade_share", user_class.upgrade_share);
  if (user_class.timeout <= Nanos{0}) mistakes.add(map.mark("timeout"), "timeout: has to be more than zero");
  read_rate(map, planned.rate, mistakes);
  if (planned.rate.in_events && user_class.kind != domain::UserKind::phone_home) {
    mistakes.add(map.mark("events_rate"), "events_rate: only phone-home classes post events", "use \"rate\"");
  }
  drill.workload.push_back(planned);
}

}  // namespace

domain::SourcePlace place_of(const YAML::Node& node, const Mistakes& mistakes) {
  return {mistakes.file(), node.Mark().line + 1, node.Mark().column + 1};
}

void read_flags(const YAML::Node& node, std::vector<domain::FlagSetting>& flags, Mistakes& mistakes) {
  if (!node.IsMap()) {
    mistakes.add(node.Mark(), "flags has to be a map of flags to values");
    return;
  }
  const std::vector<std::string_view> known = flag_keys();
  // MapReader refuses what is unknown or there twice.
  const MapReader map(node, "flags", known, mistakes);
  for (const auto& entry : node) {
    const auto value = scalar(entry.second, "the value of a flag", mistakes);
    if (!value || !entry.first.IsScalar()) continue;
    const auto flag = domain::find_flag(entry.first.Scalar());
    if (!flag) continue;
    const Result<domain::FlagValue> parsed = domain::parse_flag_value(*flag, *value);
    if (!parsed) {
      mistakes.add(entry.second.Mark(), parsed.error().detail);
      continue;
    }
    flags.push_back({entry.first.Scalar(), *value});
  }
}

void read_settings(const YAML::Node& node, std::vector<domain::ControllerSetting>& settings, Mistakes& mistakes) {
  if (!node.IsMap()) {
    mistakes.add(node.Mark(), "settings has to be a map of settings to values");
    return;
  }
  const std::vector<std::string_view> known = setting_names();
  const MapReader map(node, "settings", known, mistakes);
  for (const auto& entry : node) {
    const auto value = scalar(entry.second, "the value of a setting", mistakes);
    if (!value || !entry.first.IsScalar()) continue;
    const auto setting = domain::find_setting(entry.first.Scalar());
    if (!setting) continue;
    const Result<domain::Quantity> quantity = parse_quantity(*value);
    if (!quantity) {
      mistakes.add(entry.second.Mark(), entry.first.Scalar() + ": " + quantity.error().detail);
      continue;
    }
    if (quantity->of == domain::Measure::none) {
      const Result<void> fits = domain::check_setting(*setting, quantity->value);
      if (!fits) mistakes.add(entry.second.Mark(), fits.error().detail);
    }
    settings.push_back({entry.first.Scalar(), *quantity});
  }
}

void read_rate(MapReader& map, domain::LoadRate& rate, Mistakes& mistakes) {
  const bool by_sessions = map.has("rate"), by_events = map.has("events_rate");
  if (by_sessions == by_events) {
    mistakes.add(by_events ? map.mark("events_rate") : map.mark("class"),
                 by_events ? "rate and events_rate are both there" : "a rate is missing",
                 "give \"rate\" (sessions per second) or \"events_rate\" (events per second)");
    return;
  }
  const std::string_view key = by_events ? "events_rate" : "rate";
  const auto text = map.text(key);
  if (!text) return;
  const Result<domain::Quantity> quantity = parse_quantity(*text);
  if (!quantity) {
    mistakes.add(map.mark(key), std::string(key) + ": " + quantity.error().detail);
    return;
  }
  rate.quantity = *quantity;
  rate.in_events = by_events;
}

void read_workload(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  if (!node.IsSequence() || node.size() == 0) {
    mistakes.add(node.Mark(), "workload has to be a list of at least one class");
    return;
  }
  for (const auto& entry : node) read_class(entry, drill, mistakes);
}

}  // namespace souk::drill
