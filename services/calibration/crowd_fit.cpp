#include "services/calibration/crowd_fit.hpp"

#include <algorithm>

namespace souk::calibration {

std::vector<sim::CrowdCost> fit_crowd(const std::vector<ApplyRate>& rates) {
  const ApplyRate& few = rates.front();
  std::vector<sim::CrowdCost> crowd;
  for (const ApplyRate& rate : rates) {
    const Nanos longer = std::max(Nanos{0}, from_s(1 / rate.events_per_s - 1 / few.events_per_s));
    const Nanos cpu = std::clamp(rate.cpu_per_event - few.cpu_per_event, Nanos{0}, longer);
    crowd.push_back({static_cast<unsigned>(rate.workers), cpu, longer - cpu});
  }
  return crowd;
}

}  // namespace souk::calibration
