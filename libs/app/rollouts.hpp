// Changes of flags that wait for their time or go in steps: begun, continued, ended and taken back here.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/rollout.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::app {

// Safe to use from several threads.
class Rollouts {
 public:
  static constexpr std::size_t kMostKept = 100;  // ended ones beyond this are forgotten, the oldest first

  struct Ports {
    ports::Clock& clock;
    ports::Flags& flags;
    ports::FlagAdmin& admin;
    std::function<domain::ComponentState(domain::Component)> state;
    std::function<bool(domain::Flag)> has_rule;
    // Keeps them all, so that a restart goes on with them. An error refuses a new one; else the next change tries
    // again.
    std::function<Result<void>(const std::vector<domain::Rollout>&)> keep;
    Nanos look = std::chrono::milliseconds(200);
  };

  // `kept`: what the last start left.
  Rollouts(Ports ports, std::vector<domain::Rollout> kept);

  // The rollout as it was accepted. invalid_argument: see domain::check(); conflict: another one of the same flag is
  // active, or the flag has a rule, which a rollout would overwrite. Errors besides: those of keeping it.
  Result<domain::Rollout> add(domain::Rollout rollout);
  // Leaves the flag as it is. not_found; conflict: it has ended.
  Result<domain::Rollout> cancel(std::uint64_t id);
  std::vector<domain::Rollout> all() const;

  // Looks what is due until request_stop(). Changes of flags wait for the disk.
  Task<void> run();
  void request_stop() { stopping_ = true; }
  // One look.
  void look();

 private:
  domain::ComponentState state_of(const domain::Rollout& rollout) const;
  void advance(domain::Rollout& rollout);
  void take_step(domain::Rollout& rollout);
  void roll_back(domain::Rollout& rollout);
  void on_change(const domain::FlagChange& change);
  void put(const domain::Rollout& rollout);
  void put_note(domain::Rollout& rollout, std::string note);

  Ports ports_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<domain::Rollout> all_;
  std::uint64_t moving_ = 0;     // the rollout whose own change is being made
  std::shared_ptr<void> watch_;  // last: it refers to the rest
};

}  // namespace souk::app
