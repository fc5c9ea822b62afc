// The straight line through the costs of batches: a fixed part and a part for each item.
#pragma once

#include <vector>

#include "domain/time.hpp"

namespace souk::calibration {

struct BatchCost {
  double items = 0;
  Nanos cost{0};
};
struct Line {
  Nanos fixed{0};
  Nanos per_item{0};
};

// Least squares of the relative error, so that the small batches count as much as the large ones; neither part is
// negative. At least two different sizes.
Line fit_line(const std::vector<BatchCost>& costs);

// Each sample less `part` of it, 0 at least.
std::vector<Nanos> without(std::vector<Nanos> samples, Nanos part);

// Not empty.
Nanos median(std::vector<Nanos> samples);
Nanos mean(const std::vector<Nanos>& samples);

}  // namespace souk::calibration
