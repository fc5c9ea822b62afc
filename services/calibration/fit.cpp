#include "services/calibration/fit.hpp"

#include <algorithm>
#include <cmath>

namespace souk::calibration {

Line fit_line(const std::vector<BatchCost>& costs) {
  // Weighted normal equations with weights 1 / cost^2.
  double weights = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const BatchCost& cost : costs) {
    const double at = std::max(1.0, static_cast<double>(cost.cost.count()));
    const double weight = 1 / (at * at);
    weights += weight;
    x += weight * cost.items;
    y += weight * at;
    xx += weight * cost.items * cost.items;
    xy += weight * cost.items * at;
  }
  const double slope = std::max(0.0, (weights * xy - x * y) / (weights * xx - x * x));
  const double fixed = std::max(0.0, (y - slope * x) / weights);
  return {Nanos{std::llround(fixed)}, Nanos{std::llround(slope)}};
}

std::vector<Nanos> without(std::vector<Nanos> samples, Nanos part) {
  for (Nanos& sample : samples) sample = std::max(Nanos{0}, sample - part);
  return samples;
}

Nanos median(std::vector<Nanos> samples) {
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

Nanos mean(const std::vector<Nanos>& samples) {
  double sum = 0;
  for (const Nanos sample : samples) sum += static_cast<double>(sample.count());
  return Nanos{std::llround(sum / static_cast<double>(samples.size()))};
}

}  // namespace souk::calibration
