#include "services/calibration/disk_sharing.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "runtime/run_to_end.hpp"
#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"
#include "services/calibration/thread_crew.hpp"

namespace souk::calibration {
namespace {

constexpr int kTurns = 4;  // alone, together, alone, together
constexpr std::size_t kAgentsEvents = 24;
constexpr std::size_t kLeast = 32;  // commits of either sort

Task<Result<void>> append_until(ports::EventLog& log, Traffic& traffic, const std::atomic<bool>& stop) {
  while (!stop) {
    std::vector<std::string> payloads;
    for (const domain::PositionedEvent& event : traffic.events(kAgentsEvents)) {
      domain::encode(event.event, payloads.emplace_back());
    }
    const auto receipt = co_await log.append(std::move(payloads));
    if (!receipt) co_return receipt.error();
  }
  co_return Result<void>();
}

// How long each commit waited for the disk.
Task<Result<void>> apply_for(ports::AnalyticsStore& store, Traffic& traffic, Nanos duration,
                             std::vector<Nanos>& waited) {
  const Nanos end = Stopwatch::wall() + duration;
  Stopwatch watch;
  while (Stopwatch::wall() < end) {
    const auto events = traffic.events(1);
    watch.start();
    const auto applied = co_await store.apply(events, {}, domain::Strategy::per_event, traffic.watermark());
    const Spent spent = watch.stop();
    if (!applied) co_return applied.error();
    waited.push_back(spent.blocked());
  }
  co_return Result<void>();
}

Result<void> apply_beside_the_log(ports::AnalyticsStore& store, ports::EventLog& log, Traffic& traffic, Nanos duration,
                                  std::vector<Nanos>& waited) {
  std::atomic<bool> stop{false};
  Result<void> appended;
  ThreadCrew appender(1, [&](std::size_t) { appended = runtime::run_to_end(append_until(log, traffic, stop)); });
  const Result<void> applied = runtime::run_to_end(apply_for(store, traffic, duration, waited));
  stop = true;
  appender.join();
  return applied ? appended : applied;
}

}  // namespace

Result<double> measure_disk_sharing(storage::SqliteDatabase& database, ports::EventLog& log, Traffic& traffic,
                                    Nanos duration) {
  const auto store = database.analytics_factory().open();
  if (!store) return store.error();
  std::vector<Nanos> alone, together;
  for (int turn = 0; turn < kTurns; ++turn) {
    const Result<void> done = turn % 2 == 0 ? runtime::run_to_end(apply_for(**store, traffic, duration / kTurns, alone))
                                            : apply_beside_the_log(**store, log, traffic, duration / kTurns, together);
    if (!done) return done.error();
  }
  if (alone.size() < kLeast || together.size() < kLeast) {
    return fail(Errc::unavailable, "too few commits in the time: calibrate for longer");
  }
  // Medians: a checkpoint that falls into one of them is not what the other file costs.
  const double usual = std::max(1.0, static_cast<double>(median(alone).count()));
  return std::max(0.0, static_cast<double>(median(together).count()) / usual - 1);
}

}  // namespace souk::calibration
