#include "app/drill_runner_calibration.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace souk::app {
namespace {

constexpr Nanos kTick = std::chrono::milliseconds(100);
constexpr Nanos kGrowAtMost = std::chrono::seconds(5);
constexpr Nanos kReadAtMost = std::chrono::seconds(10);
constexpr Nanos kDrainAtMost = std::chrono::seconds(30);
constexpr int kSlices = 8;  // of the planned time
constexpr int kRoundsAtMost = 6;
constexpr std::uint64_t kFirstChunk = 4'000;
constexpr std::uint64_t kLargestChunk = 64'000;
constexpr std::string_view kWhy = "calibration";

Error stopped() { return fail(Errc::cancelled, "stopped while calibrating"); }

}  // namespace

Task<Result<domain::CalibrationResult>> DrillCalibration::run(domain::CalibrationPlan plan) {
  const Instant begin = clock_.now();
  Result<domain::CalibrationResult> result = co_await measure(plan);
  const std::vector<std::string> restored = co_await knobs_.roll_back("after calibration");
  if (!result) co_return result;
  const auto kept =
      std::find_if(restored.begin(), restored.end(), [](const std::string& line) { return !line.ends_with(" again"); });
  if (kept != restored.end()) co_return fail(Errc::unavailable, *kept);
  result->took_seconds = to_s(clock_.now() - begin);
  co_return result;
}

Task<Result<domain::CalibrationResult>> DrillCalibration::measure(domain::CalibrationPlan plan) {
  Result<void> prepared = co_await set_flags();
  if (!prepared) co_return prepared.error();
  Result<void> limited = co_await knobs_.set_flag("worker-limit", std::to_string(plan.workers), std::string(kWhy));
  if (!limited) co_return limited.error();
  Result<void> sized = co_await knobs_.set_setting("workers", plan.workers);
  if (!sized) co_return sized.error();
  // Applying is measured before and after the core, seconds apart, so that one slow moment of a shared disk is not
  // taken for what the machine can do; and again while the measurements disagree.
  domain::CalibrationResult result;
  domain::CapacityMeter meter(plan.apply_for / kSlices);
  for (int round = 1; round <= kRoundsAtMost && (round <= 2 || !meter.steady()); ++round) {
    Result<void> applied = co_await measure_apply(plan, meter, result);
    if (!applied) co_return applied.error();
    Result<void> drained = co_await drain_backlog();
    if (!drained) co_return drained.error();
    if (stop_requested_) co_return stopped();
    if (round > 1) continue;
    result.core_capacity_per_s =
        co_await load_.measure_core_capacity(plan.core_concurrency, clock_.now() + plan.core_for);
    if (result.core_capacity_per_s <= 0) co_return fail(Errc::unavailable, "no core operation succeeded");
  }
  result.events_applied = meter.events();
  result.apply_seconds = to_s(meter.measured());
  result.apply_capacity_per_s = meter.capacity_per_s();
  result.steady = meter.steady();
  if (result.apply_capacity_per_s <= 0) co_return fail(Errc::unavailable, "the workers applied no events");
  co_return result;
}

Task<Result<void>> DrillCalibration::set_flags() {
  // The size is set by hand: an autoscaler would ask for more than the limit meanwhile, and the run would begin with
  // the large cluster that it asked for.
  using Setting = std::pair<const char*, const char*>;
  static constexpr std::array<Setting, 5> kFlags{Setting{"analytics-ingest", "on"},
                                                 {"analytics-processing", "on"},
                                                 {"processing-strategy", "per_event"},
                                                 {"catch-up-control", "off"},
                                                 {"worker-autoscaling", "off"}};
  for (const Setting& flag : kFlags) {
    Result<void> done = co_await knobs_.set_flag(flag.first, flag.second, std::string(kWhy));
    if (!done) co_return done;
  }
  co_return Result<void>();
}

Task<Result<DrillCalibration::Reading>> DrillCalibration::read() {
  const Instant deadline = clock_.now() + kReadAtMost;
  for (;;) {
    if (stop_requested_) co_return stopped();
    const Instant asked = clock_.now();
    Result<domain::ServiceStatus> status = co_await cluster_.status();
    const Instant answered = clock_.now();
    if (status) co_return Reading{asked + (answered - asked) / 2, std::move(*status)};
    if (answered >= deadline) co_return status.error();
    co_await clock_.sleep_for(kTick);
  }
}

Task<Result<void>> DrillCalibration::top_up(std::uint64_t backlog) {
  if (backlog == 0) chunk_ = std::min(kLargestChunk, chunk_ * 2);  // the cluster is faster than the feeding
  if (backlog > chunk_) co_return Result<void>();
  const std::uint64_t accepted = co_await load_.post_events(chunk_);
  if (accepted == 0) co_return fail(Errc::unavailable, "the service accepts no events");
  co_return Result<void>();
}

Task<Result<void>> DrillCalibration::feed_until_grown(unsigned workers) {
  const Instant deadline = clock_.now() + kGrowAtMost;
  for (;;) {
    Result<Reading> reading = co_await read();
    if (!reading) co_return reading.error();
    Result<void> fed = co_await top_up(reading->status.backlog);
    if (!fed) co_return fed;
    if (reading->status.workers >= workers || clock_.now() >= deadline) co_return Result<void>();
    co_await clock_.sleep_for(kTick);
  }
}

Task<Result<void>> DrillCalibration::measure_apply(domain::CalibrationPlan plan, domain::CapacityMeter& meter,
                                                   domain::CalibrationResult& result) {
  Result<void> singly = co_await knobs_.set_flag("processing-strategy", "per_event", std::string(kWhy));
  if (!singly) co_return singly;
  chunk_ = kFirstChunk;
  Result<void> grown = co_await feed_until_grown(plan.workers);
  if (!grown) co_return grown;
  meter.pause();
  const Nanos enough = meter.measured() + plan.apply_for / 2;
  while (meter.measured() < enough) {
    Result<Reading> reading = co_await read();
    if (!reading) co_return reading.error();
    const std::uint64_t workers = reading->status.workers;
    result.workers_seen = result.workers_seen == 0 ? workers : std::min(result.workers_seen, workers);
    meter.add(reading->at, reading->status.applied);
    Result<void> fed = co_await top_up(reading->status.backlog);
    if (!fed) co_return fed;
    co_await clock_.sleep_for(kTick);
  }
  co_return Result<void>();
}

Task<Result<void>> DrillCalibration::drain_backlog() {
  Result<void> batched = co_await knobs_.set_flag("processing-strategy", "batched", std::string(kWhy));
  if (!batched) co_return batched;
  const Instant deadline = clock_.now() + kDrainAtMost;
  for (;;) {
    Result<Reading> reading = co_await read();
    if (!reading) co_return reading.error();
    if (reading->status.backlog == 0) co_return Result<void>();
    if (clock_.now() >= deadline) {
      co_return fail(Errc::unavailable, std::to_string(reading->status.backlog) + " events did not drain in 30 s");
    }
    co_await clock_.sleep_for(kTick);
  }
}

}  // namespace souk::app
