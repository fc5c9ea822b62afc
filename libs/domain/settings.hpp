// Numeric settings that can be changed while souk runs: name, bounds, default, what it is for. Flags switch behaviour;
// settings size it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/result.hpp"

namespace souk::domain {

enum class Setting : std::uint8_t {
  workers,
  autoscaler_min_workers,
  autoscaler_max_workers,
  autoscaler_backlog_per_worker,
  catch_up_target_ms,
  catch_up_max_workers,
  catch_up_duty,
  batch_size,
  replicas,
  deploy_duty,
  deploy_target_ms,
};
inline constexpr std::size_t kSettingCount = 11;

struct SettingDefinition {
  Setting setting;
  std::string_view name;  // "autoscaler.backlog_per_worker"
  double default_value, min, max;
  std::string_view description;
};

std::span<const SettingDefinition> setting_definitions();  // indexed by Setting
std::optional<Setting> find_setting(std::string_view name);
// Errors: invalid_argument naming the setting and its bounds (also for NaN).
Result<void> check_setting(Setting setting, double value);

}  // namespace souk::domain
