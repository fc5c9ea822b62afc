// A made-up world for the drill runner's tests: virtual time, a cluster that applies events at known rates, and a load
// whose users succeed unless the cluster is too large.
#pragma once

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/drill_runner.hpp"
#include "domain/incident_book.hpp"

namespace souk::app {

// Time that moves to the next sleeper when nobody has anything left to do.
class TestClock final : public ports::Clock {
 public:
  explicit TestClock(asio::io_context& context) : context_(context) {}
  Instant now() const override { return now_; }
  UnixMs unix_ms() const override { return 1'583'393'820'000 + now_.time_since_epoch() / std::chrono::milliseconds(1); }

  Task<bool> sleep_until(Instant when) override {
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(Sleep{this, when}, asio::use_awaitable);
    co_return true;
  }

  // At `when` on this clock.
  void call_at(Instant when, std::function<void()> what) {
    sleepers_.emplace(std::pair(when, ++order_), std::move(what));
  }

  // Until nobody sleeps any more, or `limit` was passed (a test that hangs).
  void run(Instant limit) {
    for (;;) {
      context_.restart();
      context_.poll();
      if (sleepers_.empty() || now_ > limit) return;
      const auto next = sleepers_.begin();
      now_ = std::max(now_, next->first.first);
      const auto wake = std::move(next->second);
      sleepers_.erase(next);
      wake();
      ++wakes;
    }
  }

  std::uint64_t wakes = 0;  // so far

 private:
  struct Sleep {
    TestClock* clock;
    Instant when;
    template <class Handler>
    void operator()(Handler&& handler) const {
      // Handlers can only be moved, std::function wants copies.
      auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
      asio::io_context& context = clock->context_;
      clock->call_at(when, [shared, &context] { asio::post(context, std::move(*shared)); });
    }
  };

  asio::io_context& context_;
  Instant now_{std::chrono::seconds(100)};
  std::map<std::pair<Instant, std::uint64_t>, std::function<void()>> sleepers_;
  std::uint64_t order_ = 0;
};

class FakeCluster final : public ports::Cluster {
 public:
  explicit FakeCluster(TestClock& clock) : clock_(clock), updated_(clock.now()) {
    status_.flags = {{"analytics-ingest", "on"},    {"analytics-processing", "on"}, {"processing-strategy", "batched"},
                     {"worker-autoscaling", "off"}, {"worker-limit", "1024"},       {"catch-up-control", "on"}};
    status_.workers = 4;
  }

  Task<Result<void>> start() override {
    co_await clock_.sleep_for(start_takes);
    update();
    log("start");
    up = true;
    co_return Result<void>();
  }
  Task<Result<void>> stop() override {
    update();
    log("stop");
    up = false;
    co_return Result<void>();
  }
  Task<Result<void>> kill() override {
    update();
    log("kill");
    up = false;
    co_return Result<void>();
  }
  Task<Result<void>> set_flag(std::string key, std::string value, std::string) override {
    update();
    log(key + "=" + value);
    if (!up) co_return fail(Errc::unavailable, "the service is down");
    if (refused_flags.contains(key)) co_return fail(Errc::invalid_argument, "refused by the test");
    status_.flags[key] = value;
    co_return Result<void>();
  }
  Task<Result<void>> set_setting(std::string name, double value) override {
    update();
    log(name);
    if (!up) co_return fail(Errc::unavailable, "the service is down");
    settings[name] = value;
    co_return Result<void>();
  }
  Task<Result<void>> deploy() override {
    log("deploy");
    co_await clock_.sleep_for(deploy_takes);
    update();
    if (refuses_deployments) co_return fail(Errc::unavailable, "the core was slow");
    co_return Result<void>();
  }
  Task<Result<void>> set_faults(domain::Faults faults) override {
    log(domain::text_of(faults));
    if (refuses_faults) co_return fail(Errc::invalid_argument, "not supported here: " + domain::text_of(faults));
    co_return Result<void>();
  }
  Task<Result<domain::ServiceStatus>> status() override {
    co_await clock_.sleep_for(std::chrono::milliseconds(2));
    update();
    if (!up) co_return fail(Errc::unavailable, "the service is down");
    if (silent_from <= clock_.now() && clock_.now() < silent_until) {
      co_await clock_.sleep_for(std::chrono::milliseconds(900));
      co_return fail(Errc::deadline_exceeded, "no answer");
    }
    co_return status_;
  }
  Task<Result<domain::ReconciliationReport>> reconcile() override {
    log("reconcile");
    co_return domain::ReconciliationReport{4'500, {}};
  }
  Task<Result<std::string>> review_vendors(domain::VendorAction action) override {
    log("vendors " + std::string(domain::kVendorActionNames[static_cast<std::size_t>(action)]));
    co_return "3 vendors looked at";
  }

  Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command) override {
    log(std::string(domain::verb_of(command)) + " " + command.incident);
    if (!up) co_return fail(Errc::unavailable, "the service is down");
    co_return book.carry_out(command, status_.components, clock_.unix_ms());
  }
  Task<Result<std::vector<domain::Incident>>> incidents() override {
    if (!up) co_return fail(Errc::unavailable, "the service is down");
    co_return book.incidents();
  }

  void accept(std::uint64_t events) {
    update();
    status_.accepted += events;
    status_.backlog += events;
  }
  bool is_overgrown() const { return status_.workers > 100 && up; }
  const std::map<std::string, std::string>& flags() const { return status_.flags; }
  bool was(const std::string& action) const {
    return std::any_of(actions.begin(), actions.end(), [&action](const auto& entry) { return entry.second == action; });
  }

  bool up = true;
  bool refuses_faults = false;
  bool refuses_deployments = false;
  Nanos deploy_takes = std::chrono::seconds(3);
  Nanos start_takes = std::chrono::milliseconds(1'500);
  std::set<std::string> refused_flags;
  Instant silent_from = kNever, silent_until = kNever;
  std::map<std::string, double> settings{{"workers", 4}};
  std::vector<std::pair<Instant, std::string>> actions;
  domain::IncidentBook book;

 private:
  void log(const std::string& action) { actions.emplace_back(clock_.now(), action); }
  void update() {
    const double elapsed = to_s(clock_.now() - updated_);
    updated_ = clock_.now();
    const bool on = up && status_.flags["analytics-processing"] == "on";
    const double rate = status_.flags["processing-strategy"] == "batched" ? 100'000 : 1'000;
    carry_ += on ? rate * elapsed : 0;
    const auto applied = std::min(status_.backlog, static_cast<std::uint64_t>(carry_));
    carry_ = status_.backlog == applied ? 0 : carry_ - static_cast<double>(applied);
    status_.applied += applied;
    status_.backlog -= applied;
    // The autoscaler asks for far too many at once, and forgets nothing by itself.
    if (status_.flags["worker-autoscaling"] == "on" && status_.backlog > 80) settings["workers"] = 1'024;
    const double limit = std::stod(status_.flags["worker-limit"]);
    status_.workers = static_cast<std::uint64_t>(std::min(settings["workers"], limit));
  }

  TestClock& clock_;
  domain::ServiceStatus status_;
  Instant updated_;
  double carry_ = 0;
};

class FakeLoad final : public LoadSource {
 public:
  FakeLoad(TestClock& clock, FakeCluster& cluster) : clock_(clock), cluster_(cluster) {}

  void add_class(const domain::UserClass& user_class) override {
    if (classes.empty()) started = clock_.now();
    classes[user_class.name] = user_class;
    if (classes.size() == 1) clock_.call_at(clock_.now(), [this] { tick(); });
  }
  bool set_arrivals(const std::string& class_name, domain::Arrivals arrivals) override {
    if (!classes.contains(class_name)) return false;
    classes[class_name].arrivals = arrivals;
    changes.emplace_back(clock_.now(), class_name, arrivals.rate_per_s);
    return true;
  }
  Task<double> measure_core_capacity(unsigned, Instant until) override {
    co_await clock_.sleep_until(until);
    co_return 600.0;
  }
  Task<std::uint64_t> post_events(std::uint64_t events) override {
    co_await clock_.sleep_for(std::chrono::milliseconds(20));
    if (refuses_events) co_return 0;
    cluster_.accept(events);
    acknowledged_ += events;
    co_return events;
  }
  Task<void> drain(Instant) override {
    drained = true;
    co_await clock_.sleep_for(std::chrono::milliseconds(300));
  }

  const std::vector<domain::LoadWindow>& windows() const override { return windows_; }
  std::vector<domain::LoadWindow> take_windows() override { return std::move(windows_); }
  domain::Accounting totals() const override { return totals_; }
  domain::Accounting core_totals() const override { return totals_; }
  std::uint64_t events_acknowledged() const override { return acknowledged_; }
  std::uint64_t retries() const override { return 3; }
  const domain::Lateness& lateness() const override { return lateness_; }

  bool refuses_events = false;
  Nanos window_length = std::chrono::seconds(1);
  bool drained = false;
  Instant started{};
  std::map<std::string, domain::UserClass> classes;
  std::vector<std::tuple<Instant, std::string, double>> changes;

 private:
  // Ten times a window: installs at the rate of the class "installs", and events at the rate of "agents".
  void tick() {
    if (drained) return;
    const auto number = static_cast<std::size_t>((clock_.now() - started) / window_length);
    while (windows_.size() <= number) {
      windows_.push_back({started + window_length * static_cast<std::int64_t>(windows_.size()), {}});
    }
    const auto installs =
        static_cast<std::uint64_t>(classes["installs"].arrivals.rate_per_s * to_s(window_length) / 10);
    domain::OperationWindow& window = windows_[number].operations["install"];
    const bool served = cluster_.up && !cluster_.is_overgrown();
    domain::Accounting sums{
        .planned = installs, .ok = served ? installs : 0, .timeout = served ? 0 : installs, .attempts = installs};
    window.accounting.add(sums);
    totals_.add(sums);
    if (served) window.latency.record(std::chrono::milliseconds(8), installs);
    const domain::UserClass& agents = classes["agents"];
    const auto events =
        static_cast<std::uint64_t>(agents.arrivals.rate_per_s * agents.events_per_agent * to_s(window_length) / 10);
    if (cluster_.up) {
      cluster_.accept(events);
      acknowledged_ += events;
    }
    clock_.call_at(clock_.now() + window_length / 10, [this] { tick(); });
  }

  TestClock& clock_;
  FakeCluster& cluster_;
  std::vector<domain::LoadWindow> windows_;
  domain::Accounting totals_;
  std::uint64_t acknowledged_ = 0;
  domain::Lateness lateness_;
};

class RecordingObserver final : public DrillObserver {
 public:
  void on_progress(const DrillProgress& seen) override { progress.push_back(seen); }
  void on_stage(std::string_view what) override { stages.emplace_back(what); }
  void on_step(const domain::StepRecord& step) override { steps.push_back(step.name); }
  std::vector<DrillProgress> progress;
  std::vector<std::string> stages;
  std::vector<std::string> steps;
};

// Everything together, and a drill on it.
struct TestWorld {
  asio::io_context context;
  TestClock clock{context};
  FakeCluster cluster{clock};
  FakeLoad load{clock, cluster};
  RecordingObserver observer;
  DrillRunner runner{clock, cluster, load, observer, {}};

  domain::DrillResult run(domain::Drill drill) {
    const Nanos drill_takes = drill.duration;
    std::optional<domain::DrillResult> result;
    asio::co_spawn(context, runner.run(std::move(drill)),
                   [&result](const std::exception_ptr& error, domain::DrillResult done) {
                     if (!error) result.emplace(std::move(done));
                   });
    clock.run(clock.now() + drill_takes + std::chrono::minutes(10));
    return result.value();
  }
};

}  // namespace souk::app
