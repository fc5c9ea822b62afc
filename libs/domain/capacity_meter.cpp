#include "domain/capacity_meter.hpp"

#include <algorithm>

namespace souk::domain {

void CapacityMeter::add(Instant at, std::uint64_t total) {
  if (!start_) {
    start_ = Reading{at, total};
    return;
  }
  const Nanos length = at - start_->at;
  if (length < slice_) return;
  const std::uint64_t events = total - std::min(total, start_->total);
  rates_.push_back(static_cast<double>(events) / to_s(length));
  events_ += events;
  measured_ += length;
  start_ = Reading{at, total};
}

bool CapacityMeter::steady() const { return rates_.size() >= 4 && quartile(1) >= kSteady * quartile(3); }

double CapacityMeter::quartile(std::size_t number) const {
  if (rates_.empty()) return 0;
  std::vector<double> sorted = rates_;
  std::sort(sorted.begin(), sorted.end());
  // The nearest rank: the smallest rate that number/4 of the slices do not exceed.
  return sorted[(sorted.size() * number + 3) / 4 - 1];
}

}  // namespace souk::domain
