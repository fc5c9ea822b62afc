#include "app/count_repair.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace souk::app {
namespace {

constexpr std::string_view kOff = "off";
constexpr std::string_view kWhole = "whole";
constexpr Nanos kRetryWait = std::chrono::milliseconds(500);
constexpr Nanos kLongestRest = std::chrono::seconds(5);
// There are more vendors than any allowance, so the controller may always raise it.
constexpr std::uint64_t kEnough = std::numeric_limits<std::uint64_t>::max();

domain::CatchUpController::Settings pace_of_vendors() {
  domain::CatchUpController::Settings settings;
  settings.max_workers = 1;
  settings.min_batch = 1;
  settings.max_batch = 100;
  settings.increase = 1;
  return settings;
}

bool passes(const Error& error) {
  return error.code == Errc::overloaded || error.code == Errc::deadline_exceeded || error.code == Errc::no_space;
}

}  // namespace

CountRepair::CountRepair(Ports ports) : ports_(std::move(ports)), pace_(pace_of_vendors()) {}

Task<void> CountRepair::run() {
  while (!stopping_) {
    if (is_due()) {
      auto running = run_while_due();
      co_await std::move(running);
    }
    const bool reached = co_await ports_.clock.sleep_for(ports_.pause);
    if (!reached) co_return;
  }
}

bool CountRepair::is_due() {
  if (under_way_) return false;
  const std::string mode = ports_.flags.text(domain::Flag::count_repair, {.component = "count-repair"});
  if (mode != mode_) begin(mode);
  return !through_;
}

Task<void> CountRepair::run_while_due() {
  under_way_ = true;
  bool busy = true;
  while (busy && !stopping_) {
    Nanos rest{0};
    auto stepping = step(rest);
    busy = co_await std::move(stepping);
    if (busy && rest > Nanos{0}) busy = co_await ports_.clock.sleep_for(rest);
  }
  under_way_ = false;
}

Task<bool> CountRepair::step(Nanos& rest) {
  const std::string mode = ports_.flags.text(domain::Flag::count_repair, {.component = "count-repair"});
  if (mode != mode_) begin(mode);
  if (through_) co_return false;
  const bool whole = mode == kWhole;
  const domain::RecountPlan plan{.after_vendor = last_vendor_, .max_vendors = whole ? 0 : batch()};
  const ports::RequestContext context{.owner = domain::Owner::ops};
  const Instant began = ports_.clock.now();
  auto counting = ports_.store.recount(context, plan);
  const Result<domain::Recounted> recounted = co_await std::move(counting);
  if (recounted.has_error()) {
    const std::scoped_lock lock(mutex_);
    failure_ = recounted.error().detail;
    through_ = !passes(recounted.error());
    rest = kRetryWait;
    co_return true;
  }
  note(*recounted);
  if (whole) co_return true;
  const double duty = ports_.settings.get(domain::Setting::catch_up_duty);
  rest = std::min(kLongestRest, from_s(to_s(ports_.clock.now() - began) * (1 / duty - 1)));
  co_return true;
}

void CountRepair::begin(const std::string& mode) {
  mode_ = mode;
  through_ = mode == kOff;
  last_vendor_ = 0;
  pace_.reset();
  const std::scoped_lock lock(mutex_);
  failure_.clear();
}

std::size_t CountRepair::batch() {
  domain::CatchUpController::Settings settings = pace_of_vendors();
  settings.target = from_s(ports_.settings.get(domain::Setting::catch_up_target_ms) / 1e3);
  settings.interval = ports_.latency_window / 4;
  settings.settle = ports_.latency_window;
  pace_.set_settings(settings);
  const CoreLatency latency = ports_.core_latency();
  return pace_
      .decide({.core_p99 = latency.p99, .samples = latency.samples, .backlog = kEnough, .now = ports_.clock.now()})
      .batch;
}

void CountRepair::note(const domain::Recounted& recounted) {
  last_vendor_ = recounted.last_vendor;
  through_ = recounted.done;
  const std::scoped_lock lock(mutex_);
  failure_.clear();
  progress_.vendors += recounted.vendors;
  progress_.corrected += recounted.corrected;
  if (recounted.done) ++progress_.runs;
}

CountRepair::Progress CountRepair::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

std::string CountRepair::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

}  // namespace souk::app
