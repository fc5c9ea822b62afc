// Test support: a population in virtual time, against a marketplace that answers as the test says.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/population.hpp"
#include "ports/rethrow.hpp"

namespace souk::app {

// Time stands still until nothing is left to run, then jumps to the next sleeper.
class VirtualClock final : public ports::Clock {
 public:
  Instant now() const override { return now_; }
  UnixMs unix_ms() const override {
    return 1'583'366'400'000 + std::chrono::floor<std::chrono::milliseconds>(now_.time_since_epoch()).count();
  }
  Task<bool> sleep_until(Instant when) override {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer wake(executor, asio::steady_timer::time_point::max());
    const auto me = sleepers_.insert(sleepers_.end(), {when, &wake, false});
    co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
    const bool due = me->due;
    sleepers_.erase(me);
    co_return due;
  }

  // Runs everything up to and including `end`.
  void run_until(asio::io_context& context, Instant end) {
    while (true) {
      context.restart();
      context.poll();
      auto next = sleepers_.end();
      for (auto at = sleepers_.begin(); at != sleepers_.end(); ++at) {
        if (!at->due && (next == sleepers_.end() || at->when < next->when)) next = at;
      }
      if (next == sleepers_.end() || next->when > end) break;
      now_ = std::max(now_, next->when);
      next->due = true;
      next->wake->cancel();
    }
    now_ = std::max(now_, end);
  }
  // The generator was held up: time passes and nobody runs.
  void jump(Nanos by) { now_ += by; }

 private:
  struct Sleeper {
    Instant when;
    asio::steady_timer* wake;
    bool due;
  };
  std::list<Sleeper> sleepers_;
  Instant now_{std::chrono::hours(1)};
};

class FakeFlags final : public ports::Flags {
 public:
  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext&) const override {
    return values[static_cast<std::size_t>(flag)];
  }
  std::shared_ptr<void> watch(Watcher) override { return nullptr; }
  void set(domain::Flag flag, bool on) { values[static_cast<std::size_t>(flag)] = on; }
  domain::FlagValues values{};
};

struct FakeCall {
  std::string what;  // "install", "app-page", "post-events", ...
  std::string subject;
  std::string key;  // idempotency key
  Instant at;
  Instant deadline;
  std::vector<domain::AnalyticsEvent> events;
};

struct FakeAnswer {
  ports::Reply reply{ports::ReplyKind::ok, 200, Nanos{0}};
  Nanos after = std::chrono::milliseconds(5);
};

// A good answer after `after`.
inline FakeAnswer good(Nanos after) { return {{ports::ReplyKind::ok, 200, Nanos{0}}, after}; }

class FakeMarketplace final : public ports::MarketplaceClient {
 public:
  explicit FakeMarketplace(VirtualClock& clock) : clock_(clock) {}
  Task<ports::Reply> app_page(std::string key, Instant deadline) override {
    return answer({"app-page", std::move(key), "", {}, deadline, {}});
  }
  Task<ports::Reply> browse(std::string category, Instant deadline) override {
    return answer({"browse", std::move(category), "", {}, deadline, {}});
  }
  Task<ports::Reply> search(std::string text, Instant deadline) override {
    return answer({"search", std::move(text), "", {}, deadline, {}});
  }
  Task<ports::Reply> latest_version(std::string key, Instant deadline) override {
    return answer({"latest-version", std::move(key), "", {}, deadline, {}});
  }
  Task<ports::Reply> command(domain::Command command, std::string key, Instant deadline) override {
    return answer({std::string(to_string(command.kind)),
                   command.instance_id + "/" + command.app_key,
                   std::move(key),
                   {},
                   deadline,
                   {}});
  }
  Task<ports::Reply> post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) override {
    return answer({"post-events", "", "", {}, deadline, std::move(events)});
  }

  Task<ports::Reply> run_errand(ports::VendorErrand errand, Instant deadline) override {
    return answer({"errand", std::move(errand.app_key), "", {}, deadline, {}});
  }

  std::vector<FakeCall> calls_of(const std::string& what) const {
    std::vector<FakeCall> found;
    for (const FakeCall& call : calls) {
      if (call.what == what) found.push_back(call);
    }
    return found;
  }

  std::function<FakeAnswer(const FakeCall&)> behaviour = [](const FakeCall&) { return FakeAnswer{}; };
  std::vector<FakeCall> calls;

 private:
  Task<ports::Reply> answer(FakeCall call) {
    call.at = clock_.now();
    calls.push_back(call);
    const FakeAnswer planned = behaviour(call);
    const Instant done = clock_.now() + planned.after;
    co_await clock_.sleep_until(std::min(done, call.deadline));
    if (done > call.deadline) co_return ports::Reply{ports::ReplyKind::timeout, 0, Nanos{0}};
    co_return planned.reply;
  }
  VirtualClock& clock_;
};

inline PopulationSettings small_world(std::uint64_t seed = 1) {
  PopulationSettings settings;
  settings.seed = seed;
  settings.run = 7;
  for (int i = 0; i < 50; ++i) settings.world.app_keys.push_back("com.example.app" + std::to_string(i));
  settings.world.categories = {"reports", "diagrams"};
  for (int i = 0; i < 100; ++i) settings.world.instances.push_back("i-" + std::to_string(i));
  for (std::size_t i = 0; i < 40; ++i) {
    settings.world.installations.push_back({settings.world.instances[i / 2], settings.world.app_keys[i], i % 4 == 0});
  }
  return settings;
}

// Puts the result of a task where a test can see it.
template <class T>
Task<void> store_result(Task<T> task, std::optional<T>& out) {
  out = co_await std::move(task);
}

class PopulationWorld {
 public:
  explicit PopulationWorld(PopulationSettings settings = small_world())
      : marketplace(clock), population(marketplace, clock, flags, std::move(settings), context.get_executor()) {}
  ~PopulationWorld() { drain(std::chrono::hours(1)); }

  void run_for(Nanos duration) { clock.run_until(context, clock.now() + duration); }
  void drain(Nanos at_most) {
    asio::co_spawn(context, population.drain(clock.now() + at_most), rethrow);
    run_for(at_most);
  }
  template <class T>
  std::optional<T> finish(Task<T> task, Nanos at_most) {
    std::optional<T> result;
    asio::co_spawn(context, store_result(std::move(task), result), rethrow);
    run_for(at_most);
    return result;
  }

  asio::io_context context{1};
  VirtualClock clock;
  FakeFlags flags;
  FakeMarketplace marketplace;
  Population population;
};

}  // namespace souk::app
