// Numeric settings that can be changed while souk runs: name, bounds, default, what it is for. Flags switch behaviour;
// settings size it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/component.hpp"
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
  store_room_mib,
  store_connections,
  replicas,
  deploy_duty,
  deploy_target_ms,
  deploy_drain_s,
  shed_target_ms,
  search_report_window_s,
  search_quality_every_s,
  search_snapshot_every_s,
  probes_every_ms,
  probes_timeout_ms,
  probes_window_s,
  slo_latency_factor,
  active_installs_window_days,
  vendor_evaluation_interval_hours,
  first_slo,  // from here on two for each component: goodput and latency
};
inline constexpr std::size_t kSettingCount = static_cast<std::size_t>(Setting::first_slo) + 2 * kComponentCount;

// "slo.search.goodput": share of good answers, 0 to 1. "slo.search.latency_ms".
constexpr Setting goodput_setting(Component component) {
  return static_cast<Setting>(static_cast<std::size_t>(Setting::first_slo) + 2 * index_of(component));
}
constexpr Setting latency_setting(Component component) {
  return static_cast<Setting>(static_cast<std::size_t>(Setting::first_slo) + 2 * index_of(component) + 1);
}

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
