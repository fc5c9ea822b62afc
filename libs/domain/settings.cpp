#include "domain/settings.hpp"

#include <algorithm>
#include <string>

namespace souk::domain {
namespace {

constexpr std::size_t kFirstSlo = static_cast<std::size_t>(Setting::first_slo);

constexpr std::array<SettingDefinition, kFirstSlo> kSingle{{
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
    {Setting::batch_size, "batch_size", 500, 1, 5'000, "events per transaction, unless the strategy is per_event"},
    {Setting::store_room_mib, "store.room_mib", 0, 0, 1'000'000,
     "MiB that the store's data file may still grow from the moment this is set, as if its disk were nearly full; 0 = "
     "without limit"},
    {Setting::store_connections, "store.connections", 0, 0, 100'000,
     "connections that the store lets in, those of all replicas and workers together, as PostgreSQL's max_connections "
     "does; who is there may stay, further ones are refused; 0 = without limit"},
    {Setting::replicas, "replicas", 1, 1, 8, "replicas of the shop that the next deployment brings up"},
    {Setting::deploy_duty, "deploy.duty", 0.25, 0.01, 1,
     "share of the time that a warm-up reads while deploy-guard is on; it rests in between"},
    {Setting::deploy_target_ms, "deploy.target_ms", 50, 0.1, 60'000,
     "core p99 in milliseconds above which a warm-up stands still while deploy-guard is on"},
    {Setting::deploy_drain_s, "deploy.drain_s", 5, 0.1, 3'600,
     "seconds that a replica may stay after a deployment for those who are still connected to it"},
    {Setting::shed_target_ms, "shed.target_ms", 100, 0.1, 60'000,
     "core p99 in milliseconds above which load-shedding refuses more and more of the other requests"},
    {Setting::search_report_window_s, "search.report_window_s", 2'592'000, 1, 31'536'000,
     "an app counts as installed, for the live search ranking, if it was reported within so many seconds"},
    {Setting::search_quality_every_s, "search.quality_every_s", 15, 1, 86'400,
     "seconds between two measurements of the search ranking's quality"},
    {Setting::search_snapshot_every_s, "search.snapshot_every_s", 3'600, 1, 31'536'000,
     "the search snapshot is renewed after so many seconds, if the counts are good"},
    {Setting::probes_every_ms, "probes.every_ms", 1'000, 10, 3'600'000,
     "each component of the status page is probed this often"},
    {Setting::probes_timeout_ms, "probes.timeout_ms", 1'000, 10, 600'000,
     "a probe without an answer by then has failed; longer than the latency that the SLOs allow"},
    {Setting::probes_window_s, "probes.window_s", 10, 0.1, 86'400,
     "a component's state is worked out from the probes of this long"},
    {Setting::slo_latency_factor, "slo.latency_factor", 1, 0.01, 10'000,
     "multiplies every SLO's latency and the probes' timeout: for a machine that is so much slower"},
    {Setting::active_installs_window_days, "active_installs.window_days", 30, 1, 3'650,
     "an instance that reported an app within this many days counts as active"},
    {Setting::vendor_evaluation_interval_hours, "vendor_evaluation.interval_hours", 24, 0.0001, 8'760,
     "hours between two evaluations of the Top Vendor rules"},
}};

struct Table {
  std::array<std::string, 2 * kComponentCount> names;  // that the definitions refer to
  std::array<SettingDefinition, kSettingCount> definitions;

  Table() : definitions{} {
    std::copy(kSingle.begin(), kSingle.end(), definitions.begin());
    for (std::size_t i = 0; i < kComponentCount; ++i) {
      const auto component = static_cast<Component>(i);
      const Slo slo = default_slo(component);
      const std::string prefix = "slo." + std::string(key_of(component)) + ".";
      names[2 * i] = prefix + "goodput";
      names[2 * i + 1] = prefix + "latency_ms";
      definitions[kFirstSlo + 2 * i] = {goodput_setting(component),
                                        names[2 * i],
                                        slo.goodput,
                                        0,
                                        1,
                                        "share of probes that have to be answered well and in time"};
      definitions[kFirstSlo + 2 * i + 1] = {latency_setting(component),
                                            names[2 * i + 1],
                                            to_ms(slo.latency),
                                            0.1,
                                            600'000,
                                            "latest answer to a probe that is in time"};
    }
  }
};

const std::array<SettingDefinition, kSettingCount>& table() {
  static const Table made;
  return made.definitions;
}

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return table(); }

std::optional<Setting> find_setting(std::string_view name) {
  const auto* found =
      std::find_if(table().begin(), table().end(), [name](const SettingDefinition& d) { return d.name == name; });
  if (found == table().end()) return std::nullopt;
  return found->setting;
}

Result<void> check_setting(Setting setting, double value) {
  const SettingDefinition& definition = table()[static_cast<std::size_t>(setting)];
  if (value >= definition.min && value <= definition.max) return {};  // false for NaN
  return fail(Errc::invalid_argument, std::string(definition.name) + " must be from " + std::to_string(definition.min) +
                                          " to " + std::to_string(definition.max));
}

}  // namespace souk::domain
