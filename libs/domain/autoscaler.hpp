// The autoscaler of the incident, mistake included: it takes a long backlog to mean too few workers and doubles the
// cluster. It never looks at what the cluster's growth does to anybody else, nor at whether the last doubling made the
// backlog shrink. Past the point where the shared store is saturated every doubling makes the cluster slower, the
// backlog longer, and therefore the next doubling certain. The cure is CatchUpController; this one stays as it was so
// that the drills can show the difference.
//
// Sensor: backlog. Controller: this class. Limiter: the worker pool's target size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class Autoscaler {
 public:
  struct Settings {
    std::size_t min_workers = 4;
    std::size_t max_workers = 1024;
    double backlog_per_worker = 20.0;                      // events; more than this per worker doubles the cluster
    Nanos interval = std::chrono::milliseconds(500);       // at most one change per interval
    Nanos shrink_after = std::chrono::milliseconds(5000);  // calm (backlog under a quarter of the threshold) for so
                                                           // long halves the cluster; again after as long again
  };

  struct Reading {
    std::uint64_t backlog = 0;       // events accepted and not consumed
    std::size_t current_target = 0;  // workers asked for now, by whoever asked
    Instant now;
  };

  // `settings` must pass validate().
  explicit Autoscaler(Settings settings) : settings_(settings) {}

  // Errors: invalid_argument naming the setting.
  static Result<void> validate(const Settings& settings);

  // The number of workers to ask for from now on; within min_workers and max_workers.
  std::size_t decide(const Reading& reading);

  const Settings& settings() const { return settings_; }
  // Takes effect with the next decision. `settings` must pass validate().
  void set_settings(const Settings& settings) { settings_ = settings; }

 private:
  bool interval_passed(Instant now) const { return !changed_at_ || now - *changed_at_ >= settings_.interval; }

  Settings settings_;
  std::optional<Instant> changed_at_;
  std::optional<Instant> calm_since_;
};

}  // namespace souk::domain
