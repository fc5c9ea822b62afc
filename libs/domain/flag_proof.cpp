#include "domain/flag_proof.hpp"

#include <array>

namespace souk::domain {
namespace {

// Indexed by Flag.
constexpr std::array<FlagProof, kFlagCount> kProofs{{
    {Flag::analytics_ingest, "Analytics", "Set it `off` (`--yes`) and post events.",
     "503 from the endpoint; `souk_events_accepted_total` stands still, the shop's requests go on."},
    {Flag::analytics_processing, "Analytics", "Set it `off` during a collapse.",
     "Core goodput is back within seconds; `souk_events_applied_total` stands still, `souk_backlog_events` grows; set "
     "it `on`: the backlog drains and accepted = applied + duplicates + quarantined."},
    {Flag::processing_strategy, "Analytics", "Switch to `batched` with a backlog.",
     "`souk_events_applied_total` climbs many times faster, with fewer `souk_transactions_total`; a reconciliation "
     "finds no discrepancy."},
    {Flag::worker_autoscaling, "Analytics", "Set it `off` before a burst.",
     "`souk_workers_target` does not move while the backlog grows; the core stays healthy."},
    {Flag::worker_limit, "Analytics", "Set it to 8 and run the burst (drill `march-2020-small-cluster`).",
     "`souk_workers` stays at 8, core goodput at 95% or more, and the backlog drains sooner than with 512."},
    {Flag::catch_up_control, "Analytics", "Set it `on` with a backlog.",
     "`souk_workers_target` moves in small steps up and large steps down; the core's p99 stays near its target until "
     "the backlog is gone."},
    {Flag::install_counts, "Listings", "Set `zero` (`--yes`), then `hidden`, then `live`; read an app page after each.",
     "The count is 0, then absent, then as before."},
    {Flag::core_bulkhead, "Core", "Run drill `march-2020-bulkhead`.",
     "`souk_pool_wait_seconds_total{owner=\"core\"}` grows more slowly than with the flag off, under the same burst."},
    {Flag::deadline_propagation, "Core", "Set it `on` during a collapse.",
     "`souk_pool_expired_total` grows: requests are dropped in line. Those that get their turn at the last moment "
     "still "
     "count in `souk_wasted_work_total`."},
    {Flag::failure_events, "In product", "Set it `off` during a collapse.",
     "`souk_events_accepted_total` grows no faster than the phone-home load explains."},
    {Flag::retry_budget, "In product", "Set it `on` during a collapse.",
     "Retries in the report fall to about a tenth of the requests."},
    {Flag::search_ranking, "Search",
     "Run drill `search-ranking`, or set `install-counts` to `zero` and then `search-ranking` to `snapshot`.",
     "`souk_search_quality_ratio` falls, and is back within a measurement (`search.quality_every_s`) after the "
     "switch."},
    {Flag::vendor_status_evaluation, "Vendors", "Set it `off` and `install-counts` to `zero`; `souk vendors evaluate`.",
     "\"nothing evaluated\", and nobody is flagged (drill `false-alarm`)."},
    {Flag::vendor_notifications, "Vendors",
     "Set `hold` and `install-counts` to `zero`; `souk vendors evaluate`, `souk vendors mail list`.",
     "Notices wait and `mail/` stays empty; with `install-counts` `live` another evaluation withdraws them."},
    {Flag::install_counts_in_product, "In product", "Set `hidden`; read an app page and `GET /rest/2/addons/{key}`.",
     "The page has its count, the document has none."},
    {Flag::yen_prices, "Pricing", "Set it `off`; `GET /rest/2/addons/{key}/pricing/server/live?countryCode=JP`.",
     "`currency` is `USD`; `JPY` again when it is `on`."},
    {Flag::phone_home, "Analytics", "Set it `off` (`--yes`) under phone-home load.",
     "503 from `versions/latest` and from `/rest/1.0/plugins/usage/...`; the store's share of these requests is gone."},
    {Flag::submissions, "Vendors", "Set it `off`; `POST /rest/2/addons` as a vendor.",
     "503 with the flag's name; the component `submissions` of the status page goes red, `listing-management` stays "
     "green."},
    {Flag::count_repair, "Analytics",
     "Falsify a count (`UPDATE app_counter SET active = 0 WHERE app_id = 1` while souk is stopped), start it, `souk "
     "counts repair`.",
     "It reports a corrected row, `souk_repair_corrected_rows_total` is 1, and `souk reconcile` finds nothing."},
    {Flag::deploy_guard, "Operations",
     "Run drill `deployment-under-load`, or `souk deploy --replicas 3` with it off and on, under load.",
     "Off: `souk_replicas{state=\"warming\"}` is 3 and core latency grows for seconds; on: it is never more than 1 and "
     "core latency stays."},
    {Flag::install_counts_in_reports, "Vendors",
     "Set `hidden`; read an app page and `GET /rest/2/addons/{key}/distribution/weeks`.",
     "The page has its count, the weeks have no figures."},
    {Flag::load_shedding, "Core",
     "Run drill `browse-crowd`, or set `shed.target_ms` to 1 and the flag `on` under load.",
     "`souk_load_shed_total` grows, and `souk_pool_wait_seconds_total{owner=\"browse\"}` more slowly; the core's p99 "
     "falls. Off: it stands still."},
}};

}  // namespace

const FlagProof& proof_of(Flag flag) { return kProofs[static_cast<std::size_t>(flag)]; }

}  // namespace souk::domain
