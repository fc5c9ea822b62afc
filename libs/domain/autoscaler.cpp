#include "domain/autoscaler.hpp"

#include <algorithm>
#include <cmath>

namespace souk::domain {

Result<void> Autoscaler::validate(const Settings& settings) {
  if (settings.min_workers == 0) return fail(Errc::invalid_argument, "autoscaler.min_workers must be at least 1");
  if (settings.max_workers < settings.min_workers) {
    return fail(Errc::invalid_argument, "autoscaler.max_workers must not be below autoscaler.min_workers");
  }
  if (!std::isfinite(settings.backlog_per_worker) || settings.backlog_per_worker <= 0) {
    return fail(Errc::invalid_argument, "autoscaler.backlog_per_worker must be above 0");
  }
  if (settings.interval <= Nanos{0}) return fail(Errc::invalid_argument, "autoscaler.interval must be above 0");
  if (settings.shrink_after <= Nanos{0}) {
    return fail(Errc::invalid_argument, "autoscaler.shrink_after must be above 0");
  }
  return {};
}

std::size_t Autoscaler::decide(const Reading& reading) {
  const std::size_t workers = std::clamp(reading.current_target, settings_.min_workers, settings_.max_workers);
  const double backlog = static_cast<double>(reading.backlog);
  const double threshold = settings_.backlog_per_worker * static_cast<double>(workers);

  if (backlog >= threshold / 4) {
    calm_since_.reset();
  } else if (!calm_since_) {
    calm_since_ = reading.now;
  }

  std::size_t wanted = workers;
  if (backlog > threshold) {
    wanted = workers > settings_.max_workers / 2 ? settings_.max_workers : workers * 2;
  } else if (calm_since_ && reading.now - *calm_since_ >= settings_.shrink_after) {
    wanted = std::max(settings_.min_workers, workers / 2);
  }
  if (wanted == workers || !interval_passed(reading.now)) return workers;

  changed_at_ = reading.now;
  if (wanted < workers) calm_since_ = reading.now;  // the smaller cluster has to be calm for as long again
  return wanted;
}

}  // namespace souk::domain
