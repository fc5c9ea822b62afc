#include "domain/arrival_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace souk::domain {
namespace {

constexpr double kForeverSeconds = 1e9;  // beyond any run, far inside the range of Instant

// A constant process starts in the middle of a gap, so that whole seconds hold whole rates.
constexpr double kFirstConstantGap = 0.5;

}  // namespace

ArrivalProcess::ArrivalProcess(Random random, const Arrivals& arrivals, Instant start)
    : random_(random), kind_(arrivals.kind), start_(start) {
  target_ = kind_ == ArrivalKind::constant ? kFirstConstantGap : draw_gap();
  change(arrivals, start);
}

double ArrivalProcess::draw_gap() { return kind_ == ArrivalKind::constant ? 1.0 : random_.exponential(1.0); }

double ArrivalProcess::rate_at(Instant at) const {
  const double t = std::max(0.0, to_s(at - start_));
  return t >= ramp_s_ ? rate_to_ : rate_from_ + (rate_to_ - rate_from_) * (t / ramp_s_);
}

double ArrivalProcess::expected_by(Instant at) const {
  const double t = std::max(0.0, to_s(at - start_));
  const double in_ramp = std::min(t, ramp_s_);
  const double slope = ramp_s_ > 0 ? (rate_to_ - rate_from_) / ramp_s_ : 0;
  return rate_from_ * in_ramp + slope * in_ramp * in_ramp / 2 + rate_to_ * (t - in_ramp);
}

Instant ArrivalProcess::instant_of(double expected) const {
  const double by_ramp_end = (rate_from_ + rate_to_) / 2 * ramp_s_;
  double seconds = std::numeric_limits<double>::infinity();
  if (expected < by_ramp_end) {
    // Solves rate_from t + slope t^2 / 2 = expected, in the form that does not cancel when the slope is small.
    const double slope = (rate_to_ - rate_from_) / ramp_s_;
    const double root = std::sqrt(std::max(0.0, rate_from_ * rate_from_ + 2 * slope * expected));
    seconds = std::min(ramp_s_, 2 * expected / (rate_from_ + root));
  } else if (rate_to_ > 0) {
    seconds = ramp_s_ + (expected - by_ramp_end) / rate_to_;
  }
  return seconds < kForeverSeconds ? start_ + from_s(seconds) : kNever;
}

void ArrivalProcess::schedule_next() { next_ = instant_of(target_); }

void ArrivalProcess::advance() {
  if (!due_.empty()) {
    due_.pop_front();
    return;
  }
  if (next_ == kNever) return;
  target_ += draw_gap();
  schedule_next();
}

void ArrivalProcess::change(const Arrivals& arrivals, Instant at) {
  while (next_ < at) {
    due_.push_back(next_);
    target_ += draw_gap();
    schedule_next();
  }
  const double rate_now = rate_at(at);
  const double rest_of_gap = std::max(0.0, target_ - expected_by(at));
  if (kind_ != arrivals.kind) {
    kind_ = arrivals.kind;
    target_ = kind_ == ArrivalKind::constant ? kFirstConstantGap : draw_gap();
  } else {
    target_ = rest_of_gap;
  }
  start_ = at;
  rate_to_ = std::max(0.0, arrivals.rate_per_s);
  ramp_s_ = std::max(0.0, to_s(arrivals.ramp));
  rate_from_ = ramp_s_ > 0 ? rate_now : rate_to_;
  schedule_next();
}

}  // namespace souk::domain
