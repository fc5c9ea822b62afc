#include "domain/settings.hpp"

#include <algorithm>
#include <string>

namespace souk::domain {
namespace {

constexpr std::array<SettingDefinition, kSettingCount> kDefinitions{{
    {Setting::workers, "workers", 4, 1, 1024, "size of the worker cluster; the autoscaler moves it while it is on"},
    {Setting::autoscaler_min_workers, "autoscaler.min_workers", 4, 1, 1024, "the autoscaler never goes below"},
    {Setting::autoscaler_max_workers, "autoscaler.max_workers", 1024, 1, 1024, "the autoscaler never goes above"},
    {Setting::autoscaler_backlog_per_worker, "autoscaler.backlog_per_worker", 20, 0.001, 1e9,
     "the autoscaler doubles the cluster while the backlog exceeds this many events per worker"},
    {Setting::catch_up_target_ms, "catch_up.target_ms", 50, 0.1, 60'000,
     "core p99 in milliseconds that the catch-up controller holds"},
    {Setting::catch_up_max_workers, "catch_up.max_workers", 8, 1, 1024,
     "the catch-up controller never allows more workers"},
    {Setting::catch_up_duty, "catch_up.duty", 0.5, 0.01, 1,
     "share of its time that a worker under the catch-up controller spends in transactions; it rests in between"},
    {Setting::batch_size, "batch_size", 500, 1, 5'000, "events per transaction under the batched strategy"},
    {Setting::replicas, "replicas", 1, 1, 8, "replicas of the shop that the next deployment brings up"},
    {Setting::deploy_duty, "deploy.duty", 0.25, 0.01, 1,
     "share of the time that a warm-up reads while deploy-guard is on; it rests in between"},
    {Setting::deploy_target_ms, "deploy.target_ms", 50, 0.1, 60'000,
     "core p99 in milliseconds above which a warm-up stands still while deploy-guard is on"},
}};

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return kDefinitions; }

std::optional<Setting> find_setting(std::string_view name) {
  const auto* found = std::find_if(kDefinitions.begin(), kDefinitions.end(),
                                   [name](const SettingDefinition& d) { return d.name == name; });
  if (found == kDefinitions.end()) return std::nullopt;
  return found->setting;
}

Result<void> check_setting(Setting setting, double value) {
  const SettingDefinition& definition = kDefinitions[static_cast<std::size_t>(setting)];
  if (value >= definition.min && value <= definition.max) return {};  // false for NaN
  return fail(Errc::invalid_argument, std::string(definition.name) + " must be from " + std::to_string(definition.min) +
                                          " to " + std::to_string(definition.max));
}

}  // namespace souk::domain
