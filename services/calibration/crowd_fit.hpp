// What an event costs more in a larger cluster, from rates at which clusters of several sizes apply.
#pragma once

#include <vector>

#include "services/calibration/writer_contention.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

// `rates` ascend in workers, not empty; the first is what the others are compared with. Of the time that a turn takes
// longer, as much is CPU as an event costs more CPU, and the rest is waiting: so the model's cluster of each size
// applies as many events as the real one did.
std::vector<sim::CrowdCost> fit_crowd(const std::vector<ApplyRate>& rates);

}  // namespace souk::calibration
