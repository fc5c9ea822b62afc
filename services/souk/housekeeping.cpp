#include "services/souk/housekeeping.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>
#include <vector>

#include "app/probe_table.hpp"
#include "runtime/run_to_end.hpp"

namespace souk {
namespace {

constexpr Nanos kLook = std::chrono::milliseconds(100);  // whether to stop
constexpr Nanos kTrimEvery = std::chrono::seconds(5);
constexpr Nanos kPricesEvery = std::chrono::minutes(1);

// False when it is time to stop, before `next` or then.
Task<bool> wait_until(ports::Clock& clock, Instant next, const std::atomic<bool>& stopping) {
  do {
    const bool reached = co_await clock.sleep_for(kLook);
    if (!reached) co_return false;
  } while (!stopping && clock.now() < next);
  co_return !stopping;
}

}  // namespace

Task<void> trim_log(ports::Clock& clock, ports::EventLog& log, app::EventConsumer& consumer,
                    const std::atomic<bool>& stopping) {
  Instant next = clock.now() + kTrimEvery;
  while (co_await wait_until(clock, next, stopping)) {
    next = clock.now() + kTrimEvery;
    const Result<void> trimmed = co_await log.trim(consumer.stored_watermark());
    if (trimmed.has_error()) spdlog::warn("cannot trim the event log: {}", trimmed.error().detail);
    if (!consumer.failure().empty()) spdlog::error("the event log cannot be read: {}", consumer.failure());
  }
}

Task<void> keep_prices(ports::Clock& clock, app::VendorDesk& vendors, const std::atomic<bool>& stopping) {
  Instant next = clock.now();
  while (co_await wait_until(clock, next, stopping)) {
    next = clock.now() + kPricesEvery;
    const Result<std::uint64_t> live = co_await vendors.put_due_prices_live();
    if (live.has_error()) spdlog::warn("cannot put due prices live: {}", live.error().detail);
  }
}

Task<void> follow_bounds(ports::Clock& clock, app::LiveSettings& settings, storage::SqliteDatabase& database,
                         const std::atomic<bool>& stopping) {
  constexpr double kMiB = 1024.0 * 1024.0;
  double in_force = 0;
  while (co_await wait_until(clock, clock.now(), stopping)) {
    database.limit_connections(settings.count(domain::Setting::store_connections));
    const double wanted = settings.get(domain::Setting::store_room_mib);
    if (wanted == in_force) continue;
    const Result<void> set = database.set_room(static_cast<std::uint64_t>(wanted * kMiB));
    if (set.has_error()) spdlog::warn("cannot limit the store: {}", set.error().detail);
    in_force = wanted;
  }
}

Result<domain::ConsumerProgress> read_progress(ports::AnalyticsStoreFactory& stores) {
  Result<std::unique_ptr<ports::AnalyticsStore>> store = stores.open();
  if (store.has_error()) return store.error();
  return runtime::run_to_end((*store)->progress());
}

Result<app::ProbeSubjects> read_probe_subjects(ports::MarketStore& store) {
  ports::AppQuery query;
  query.order = ports::AppOrder::name;
  query.limit = app::kProbedApps;
  const ports::RequestContext context{.owner = domain::Owner::ops};
  const Result<ports::AppList> list = runtime::run_to_end(store.list_apps(context, query));
  if (list.has_error()) return list.error();
  std::vector<std::string> keys;
  for (const ports::AppSummary& found : list->apps) keys.push_back(found.key);
  if (list->apps.empty()) return app::ProbeSubjects();
  return app::probe_subjects(std::move(keys), list->apps.front().category, list->apps.front().vendor_id);
}

}  // namespace souk
