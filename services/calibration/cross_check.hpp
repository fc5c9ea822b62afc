// What follows from a model beside the same thing measured directly.
#pragma once

#include <string>
#include <vector>

#include "services/calibration/store_costs.hpp"
#include "services/calibration/writer_contention.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

struct CrossCheck {
  std::string what;
  std::string unit;  // "/s" or "us"
  double predicted = 0;
  double measured = 0;
  double error() const { return predicted / measured - 1; }
};

// One writer that is never idle, in clusters of the sizes of `rates`, and in batches.
std::vector<CrossCheck> check_writes(const sim::Model& model, const std::vector<ApplyRate>& rates,
                                     const StoreCosts& costs);

// An install over HTTP that meets nobody: the median of the sum of its parts.
CrossCheck check_install(const sim::Model& model, Nanos measured_p50);

}  // namespace souk::calibration
