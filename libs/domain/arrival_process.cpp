#include "domain/arrival_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace souk::domain {
namespace {

constexpr double kForeverSeconds = 1e9;  // beyond any run, far inside the range of Instant

// A constant process starts in the middle of a gap, so that whole seconds hold whole rates.
constexpr double kFirstConstantGap = 0.5;

constexpr double kPerSecond = 2 * std::numbers::pi / 86'400;  // angle of the daily curve
constexpr double kExact = 1e-9;                               // seconds; times are whole nanoseconds
constexpr int kMostSteps = 100;

}  // namespace

ArrivalProcess::ArrivalProcess(Random random, const Arrivals& arrivals, Instant start)
    : random_(random), kind_(arrivals.kind), daily_(arrivals.daily), midnight_(start), start_(start) {
  daily_.swing = std::clamp(daily_.swing, 0.0, DailyCurve::kMostSwing);
  target_ = kind_ == ArrivalKind::constant ? kFirstConstantGap : draw_gap();
  change(arrivals, start);
}

double ArrivalProcess::draw_gap() { return kind_ == ArrivalKind::constant ? 1.0 : random_.exponential(1.0); }

double ArrivalProcess::flat_rate_at(double seconds) const {
  return seconds >= ramp_s_ ? rate_to_ : rate_from_ + (rate_to_ - rate_from_) * (seconds / ramp_s_);
}

double ArrivalProcess::flat_expected_by(double seconds) const {
  const double in_ramp = std::min(seconds, ramp_s_);
  const double slope = ramp_s_ > 0 ? (rate_to_ - rate_from_) / ramp_s_ : 0;
  return rate_from_ * in_ramp + slope * in_ramp * in_ramp / 2 + rate_to_ * (seconds - in_ramp);
}

double ArrivalProcess::flat_seconds_of(double expected) const {
  const double by_ramp_end = (rate_from_ + rate_to_) / 2 * ramp_s_;
  if (expected < by_ramp_end) {
    // Solves rate_from t + slope t^2 / 2 = expected, in the form that does not cancel when the slope is small.
    const double slope = (rate_to_ - rate_from_) / ramp_s_;
    const double root = std::sqrt(std::max(0.0, rate_from_ * rate_from_ + 2 * slope * expected));
    return std::min(ramp_s_, 2 * expected / (rate_from_ + root));
  }
  if (rate_to_ <= 0) return std::numeric_limits<double>::infinity();
  return ramp_s_ + (expected - by_ramp_end) / rate_to_;
}

double ArrivalProcess::daily_factor(double seconds) const {
  const double from_peak = to_s(start_ - midnight_ - daily_.peak) + seconds;
  return 1 + daily_.swing * std::cos(kPerSecond * from_peak);
}

// The integral of rate(t) swing cos(w (t + c)) dt from 0: with a rate r + s t an antiderivative is
// swing ((r + s t) sin(w (t + c)) / w + s cos(w (t + c)) / w^2).
double ArrivalProcess::daily_part_by(double seconds) const {
  const double offset = to_s(start_ - midnight_ - daily_.peak);
  const auto antiderivative = [offset](double t, double rate, double slope) {
    const double angle = kPerSecond * (t + offset);
    return (rate * std::sin(angle) + slope * std::cos(angle) / kPerSecond) / kPerSecond;
  };
  double part = 0;
  if (ramp_s_ > 0) {
    const double in_ramp = std::min(seconds, ramp_s_);
    const double slope = (rate_to_ - rate_from_) / ramp_s_;
    part += antiderivative(in_ramp, rate_from_ + slope * in_ramp, slope) - antiderivative(0, rate_from_, slope);
  }
  if (seconds > ramp_s_) part += antiderivative(seconds, rate_to_, 0) - antiderivative(ramp_s_, rate_to_, 0);
  return daily_.swing * part;
}

double ArrivalProcess::rate_at(Instant at) const {
  const double t = std::max(0.0, to_s(at - start_));
  return daily_.swing > 0 ? flat_rate_at(t) * daily_factor(t) : flat_rate_at(t);
}

double ArrivalProcess::expected_by(Instant at) const {
  const double t = std::max(0.0, to_s(at - start_));
  return daily_.swing > 0 ? flat_expected_by(t) + daily_part_by(t) : flat_expected_by(t);
}

// The factor on the rate stays within 1 - swing and 1 + swing, and so does the ratio of the integrals: the flat
// inverses of what would be expected at either end enclose the answer. A step of Newton's that leaves them becomes a
// bisection.
double ArrivalProcess::seconds_of(double expected) const {
  if (daily_.swing <= 0) return flat_seconds_of(expected);
  double low = flat_seconds_of(expected / (1 + daily_.swing));
  double high = flat_seconds_of(expected / (1 - daily_.swing));
  if (!(high < kForeverSeconds)) return high;
  // The one before is close by.
  double t = std::clamp(next_ == kNever ? low : to_s(next_ - start_), low, high);
  for (int step = 0; step < kMostSteps && high - low > kExact; ++step) {
    const double missing = expected - flat_expected_by(t) - daily_part_by(t);
    (missing > 0 ? low : high) = t;
    const double rate = flat_rate_at(t) * daily_factor(t);
    const double newton = rate > 0 ? t + missing / rate : low - 1;
    const double next = newton >= low && newton <= high ? newton : (low + high) / 2;
    if (std::abs(next - t) < kExact) return next;
    t = next;
  }
  return t;
}

Instant ArrivalProcess::instant_of(double expected) const {
  const double seconds = seconds_of(expected);
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
  const double rate_now = flat_rate_at(std::max(0.0, to_s(at - start_)));
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
