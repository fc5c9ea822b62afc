#include "app/live_settings.hpp"

namespace souk::app {

LiveSettings::LiveSettings() {
  for (const domain::SettingDefinition& definition : domain::setting_definitions()) {
    values_[static_cast<std::size_t>(definition.setting)] = definition.default_value;
  }
}

double LiveSettings::get(domain::Setting setting) const {
  return values_[static_cast<std::size_t>(setting)].load(std::memory_order_relaxed);
}

Result<void> LiveSettings::set(const std::string& name, double value) {
  const std::optional<domain::Setting> setting = domain::find_setting(name);
  if (!setting) {
    std::string known;
    for (const domain::SettingDefinition& definition : domain::setting_definitions()) {
      known += known.empty() ? "" : ", ";
      known += definition.name;
    }
    return fail(Errc::not_found, "no setting '" + name + "'; the settings are " + known);
  }
  return set(*setting, value);
}

Result<void> LiveSettings::set(domain::Setting setting, double value) {
  const Result<void> checked = domain::check_setting(setting, value);
  if (checked.has_error()) return checked.error();
  values_[static_cast<std::size_t>(setting)] = value;
  return {};
}

}  // namespace souk::app
