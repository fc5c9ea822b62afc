// Catches up with a backlog as fast as the core allows: holds the core's latency at a target by adjusting how many
// events may be in work at once.
//
// Sensor: the core's p99 over a short window, and the backlog. Controller: additive increase, multiplicative decrease,
// the rule that Chiu and Jain (1989) showed to converge to a fair and stable share and that TCP's congestion avoidance
// (Jacobson, 1988) made known: while the signal is good, allowance = allowance + a; when it is bad, allowance =
// allowance * b with b < 1. Limiter: the number of workers and the size of a batch. The allowance is spent on larger
// batches first, because one transaction for many events costs the store least, and on more workers only then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class CatchUpController {
 public:
  struct Settings {
    Nanos target = std::chrono::milliseconds(50);  // core p99 to stay at or below
    double headroom = 0.8;                         // raise only while p99 <= headroom * target; hold in between
    std::size_t min_workers = 1;
    std::size_t max_workers = 16;
    std::size_t min_batch = 20;  // events per transaction
    std::size_t max_batch = 500;
    double increase = 100;                            // events added per interval
    double decrease = 0.5;                            // factor on a breach
    std::uint64_t min_samples = 10;                   // fewer core requests in the window say nothing: hold
    Nanos interval = std::chrono::milliseconds(500);  // at most one raise per interval
    Nanos settle = std::chrono::seconds(2);           // after a cut, until the sensor shows its effect (its window)
  };

  struct Reading {
    Nanos core_p99{0};
    std::uint64_t samples = 0;  // behind core_p99
    std::uint64_t backlog = 0;
    Instant now;
  };

  enum class Step : std::uint8_t { hold, raise, cut };
  struct Decision {
    std::size_t workers = 0;
    std::size_t batch = 0;
    Step step = Step::hold;
  };

  // Starts at the smallest allowance. `settings` must pass validate().
  explicit CatchUpController(Settings settings);

  // Errors: invalid_argument naming the setting.
  static Result<void> validate(const Settings& settings);

  Decision decide(const Reading& reading);

  // Back to the smallest allowance; for when the control is switched on.
  void reset();

  // Events that may be in work at once.
  double allowance() const { return allowance_; }
  const Settings& settings() const { return settings_; }
  // Takes effect with the next decision. `settings` must pass validate().
  void set_settings(const Settings& settings);

 private:
  double smallest() const;
  double largest() const;
  Step next_step(const Reading& reading) const;
  Decision spend(Step step) const;

  Settings settings_;
  double allowance_;
  std::optional<Instant> raised_at_;
  std::optional<Instant> cut_at_;
};

}  // namespace souk::domain
