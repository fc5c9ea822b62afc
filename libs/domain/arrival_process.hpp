// When users arrive. Pure: asked for the next intended instant, it answers from the seed and the rates alone, so the
// schedule is the same whatever the system under test does.
//
// The process lives in operational time: the integral of the rate, in which the mean gap is 1 whatever the rate. Gaps
// are drawn there (exponential for Poisson, exactly 1 for constant) and mapped back through the inverse integral,
// which gives a non-homogeneous Poisson process for any rate curve (time rescaling; Cinlar, "Introduction to
// Stochastic Processes", 1975, chapter 4). A daily curve multiplies the rate; its integral has a closed form, which is
// inverted by Newton's method inside bounds that cannot fail. A change of rate keeps the part of the gap that has
// passed, so it makes neither a burst nor a hole.
#pragma once

#include <deque>

#include "domain/load.hpp"
#include "domain/random.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class ArrivalProcess {
 public:
  // Starts at `start` with rate 0 and moves to `arrivals` from there (at once, or over its ramp).
  ArrivalProcess(Random random, const Arrivals& arrivals, Instant start);

  // The next intended instant; kNever while the rate is and stays 0.
  Instant next() const { return due_.empty() ? next_ : due_.front(); }
  // Moves on to the one after next().
  void advance();

  // From `at` on (not before the last change) the rate moves to `arrivals`; the daily curve stays what it was at the
  // start. Arrivals intended before `at` and not yet
  // taken stay due.
  void change(const Arrivals& arrivals, Instant at);

  double rate_at(Instant at) const;

 private:
  double expected_by(Instant at) const;       // arrivals expected from start_ to `at`
  Instant instant_of(double expected) const;  // the inverse
  // The same without day and night, in seconds from start_.
  double flat_expected_by(double seconds) const;
  double flat_seconds_of(double expected) const;
  double flat_rate_at(double seconds) const;
  // What day and night add to flat_expected_by(), and their factor on the rate.
  double daily_part_by(double seconds) const;
  double daily_factor(double seconds) const;
  double seconds_of(double expected) const;
  double draw_gap();
  void schedule_next();

  Random random_;
  ArrivalKind kind_;
  DailyCurve daily_;
  Instant midnight_;      // one of them
  Instant start_;         // of the rate curve below
  double rate_from_ = 0;  // per second, at start_
  double rate_to_ = 0;    // from the end of the ramp on
  double ramp_s_ = 0;
  double target_ = 0;  // operational time of next_, from start_
  Instant next_ = kNever;
  std::deque<Instant> due_;  // intended before a change and not taken by then
};

}  // namespace souk::domain
