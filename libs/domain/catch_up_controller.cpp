#include "domain/catch_up_controller.hpp"

#include <algorithm>
#include <cmath>

namespace souk::domain {
namespace {

// `amount` as a whole number within the bounds.
std::size_t whole(double amount, std::size_t low, std::size_t high) {
  return static_cast<std::size_t>(std::clamp(std::floor(amount), static_cast<double>(low), static_cast<double>(high)));
}

}  // namespace

CatchUpController::CatchUpController(Settings settings) : settings_(settings), allowance_(smallest()) {}

Result<void> CatchUpController::validate(const Settings& s) {
  const auto bad = [](const char* what) { return fail(Errc::invalid_argument, std::string("catch_up.") + what); };
  if (s.target <= Nanos{0}) return bad("target must be above 0");
  if (!(s.headroom > 0 && s.headroom <= 1)) return bad("headroom must be above 0 and at most 1");
  if (s.min_workers == 0) return bad("min_workers must be at least 1");
  if (s.max_workers < s.min_workers) return bad("max_workers must not be below catch_up.min_workers");
  if (s.min_batch == 0) return bad("min_batch must be at least 1");
  if (s.max_batch < s.min_batch) return bad("max_batch must not be below catch_up.min_batch");
  if (!std::isfinite(s.increase) || s.increase <= 0) return bad("increase must be above 0");
  if (!(s.decrease > 0 && s.decrease < 1)) return bad("decrease must be above 0 and below 1");
  if (s.interval <= Nanos{0}) return bad("interval must be above 0");
  if (s.settle < Nanos{0}) return bad("settle must not be negative");
  return {};
}

double CatchUpController::smallest() const {
  return static_cast<double>(settings_.min_workers) * static_cast<double>(settings_.min_batch);
}

double CatchUpController::largest() const {
  return static_cast<double>(settings_.max_workers) * static_cast<double>(settings_.max_batch);
}

void CatchUpController::reset() {
  allowance_ = smallest();
  raised_at_.reset();
  cut_at_.reset();
}

void CatchUpController::set_settings(const Settings& settings) {
  settings_ = settings;
  allowance_ = std::clamp(allowance_, smallest(), largest());
}

CatchUpController::Step CatchUpController::next_step(const Reading& reading) const {
  if (reading.samples < settings_.min_samples) return Step::hold;
  // The window still holds latencies from before the last cut: the same evidence must not count twice.
  if (cut_at_ && reading.now - *cut_at_ < settings_.settle) return Step::hold;
  if (reading.core_p99 > settings_.target) return allowance_ > smallest() ? Step::cut : Step::hold;
  if (to_ms(reading.core_p99) > settings_.headroom * to_ms(settings_.target)) return Step::hold;
  if (raised_at_ && reading.now - *raised_at_ < settings_.interval) return Step::hold;
  // An allowance that is not used up was not tested by the core, so more of it would be a guess.
  const bool used_up = static_cast<double>(reading.backlog) > allowance_;
  return used_up && allowance_ < largest() ? Step::raise : Step::hold;
}

CatchUpController::Decision CatchUpController::decide(const Reading& reading) {
  const Step step = next_step(reading);
  if (step == Step::raise) {
    allowance_ = std::min(largest(), allowance_ + settings_.increase);
    raised_at_ = reading.now;
  } else if (step == Step::cut) {
    allowance_ = std::max(smallest(), allowance_ * settings_.decrease);
    cut_at_ = reading.now;
  }
  return spend(step);
}

CatchUpController::Decision CatchUpController::spend(Step step) const {
  const double per_worker = allowance_ / static_cast<double>(settings_.min_workers);
  const std::size_t batch = whole(per_worker, settings_.min_batch, settings_.max_batch);
  const std::size_t workers =
      whole(allowance_ / static_cast<double>(batch), settings_.min_workers, settings_.max_workers);
  return {.workers = workers, .batch = batch, .step = step};
}

}  // namespace souk::domain
