// The users of a drill: classes of them arrive by their own open-loop processes and act until their session ends,
// however slow the answers are. Single executor, no threads, no timers but the Clock's: it runs the same live and in
// virtual time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/load_source.hpp"
#include "app/session.hpp"
#include "domain/arrival_process.hpp"
#include "domain/drill.hpp"

namespace souk::app {

struct PopulationSettings {
  std::uint64_t seed = 1;
  // Tells runs on the same data folder apart: idempotency keys and event ids are unique per (seed, run).
  std::uint64_t run = 0;
  SessionWorld world;
  std::size_t max_sessions = 20'000;         // at once; the operations of sessions beyond it are planned and dropped
  Nanos window = domain::kFinestResolution;  // the drill's resolution: accounting is kept apart for each such window
  // Later ones are filed under the last. More than a drill has, so that arrivals while it ends have their own.
  std::size_t max_windows = domain::kMostWindows + 60;
};

class Population final : public LoadSource {
 public:
  // All calls and all sessions run on `executor`, which must be single-threaded. The ports must outlive the
  // population, and the population must outlive its sessions: drain(kNever) ends within the users' own timeouts.
  // Throws std::invalid_argument if the world has no apps or no instances.
  Population(ports::MarketplaceClient& client, ports::Clock& clock, const ports::Flags& flags,
             PopulationSettings settings, asio::any_io_executor executor);
  ~Population() override;
  Population(const Population&) = delete;
  Population& operator=(const Population&) = delete;

  void add_class(const domain::UserClass& user_class) override;
  bool set_arrivals(const std::string& class_name, domain::Arrivals arrivals) override;
  Task<double> measure_core_capacity(unsigned concurrency, Instant until) override;
  Task<std::uint64_t> post_events(std::uint64_t events) override;
  // After it nobody arrives any more.
  Task<void> drain(Instant deadline) override;

  const std::vector<domain::LoadWindow>& windows() const override { return environment_.ledger.windows(); }
  std::vector<domain::LoadWindow> take_windows() override { return environment_.ledger.take_windows(); }
  domain::Accounting totals() const override { return environment_.ledger.totals(); }
  domain::Accounting core_totals() const override { return environment_.ledger.core_totals(); }
  std::uint64_t events_acknowledged() const override { return environment_.events_acknowledged; }
  std::uint64_t retries() const override { return environment_.retries; }
  const domain::Lateness& lateness() const override { return lateness_; }
  std::size_t sessions() const { return sessions_; }

 private:
  // Waits for the arrivals of a class. A change of rate wakes it to its end and starts another.
  struct Walk {
    asio::cancellation_signal wake;
    bool sleeping = false;
  };
  struct UserClassState {
    UserClassState(domain::UserClass wanted, std::uint64_t seed, Instant now);
    domain::UserClass user_class;
    domain::ArrivalProcess arrivals;
    domain::Random random;
    std::shared_ptr<Walk> walk;  // the one that owns the arrivals
  };
  struct WalkEnded;

  void restart_walk(UserClassState& state);
  Task<void> walk(UserClassState& state, std::shared_ptr<Walk> mine);
  void start_session(UserClassState& state, Instant intended);
  Task<void> run_session(UserClassState& state, SessionPlan plan, Instant intended, domain::Random random);

  SessionEnvironment environment_;
  asio::any_io_executor executor_;
  std::uint64_t seed_;
  std::size_t max_sessions_;
  std::map<std::string, std::unique_ptr<UserClassState>> classes_;
  domain::Lateness lateness_;
  std::size_t sessions_ = 0;
  std::size_t walks_ = 0;
  bool draining_ = false;
};

}  // namespace souk::app
