#include "services/calibration/batch_costs.hpp"

#include <algorithm>
#include <cmath>

namespace souk::calibration {
namespace {

constexpr double kThousand = 1'000;  // parts of a page, where a fit wants whole numbers

}  // namespace

void BatchCosts::add(std::size_t items, const Spent& spent, std::uint32_t pages, bool checkpoint) {
  by_items_[items].push_back({.spent = spent, .pages = pages, .checkpoint = checkpoint});
}

bool BatchCosts::enough() const {
  const auto usable = std::count_if(by_items_.begin(), by_items_.end(),
                                    [this](const auto& entry) { return !cpu_of(entry.second).empty(); });
  return usable >= 2;
}

std::vector<Nanos> BatchCosts::cpu_of(const std::vector<Sample>& samples) const {
  std::vector<Nanos> cpu;
  for (const Sample& sample : samples) {
    if (!sample.checkpoint) cpu.push_back(sample.spent.cpu);
  }
  return cpu;
}

sim::TransactionCost BatchCosts::cost() const {
  std::vector<BatchCost> costs;
  std::vector<Nanos> fixed;
  for (const auto& [items, samples] : by_items_) {
    const std::vector<Nanos> cpu = cpu_of(samples);
    if (cpu.empty()) continue;
    costs.push_back({static_cast<double>(items), median(cpu)});
    // The spread of the fixed part is that of the smallest, of which it is nearly all.
    if (fixed.empty()) fixed = cpu;
  }
  const Line line = fit_line(costs);
  const Line pages = pages_line();
  const Nanos shift = line.fixed - median(fixed);
  for (Nanos& one : fixed) one = std::max(Nanos{0}, one + shift);
  return {.cpu = sim::ServiceTime::of_samples(std::move(fixed)),
          .writes = true,
          .cpu_per_item = line.per_item,
          .pages = static_cast<double>(pages.fixed.count()) / kThousand,
          .pages_per_item = static_cast<double>(pages.per_item.count()) / kThousand};
}

Nanos BatchCosts::largest_took() const {
  std::vector<Nanos> took;
  for (const Sample& sample : by_items_.rbegin()->second) took.push_back(sample.spent.wall - sample.spent.queued);
  return mean(took);
}

Line BatchCosts::pages_line() const {
  std::vector<BatchCost> costs;
  for (const auto& [items, samples] : by_items_) {
    double sum = 0;
    for (const Sample& sample : samples) sum += sample.pages;
    const double each = sum / static_cast<double>(samples.size());
    costs.push_back({static_cast<double>(items), Nanos{std::llround(each * kThousand)}});
  }
  return fit_line(costs);
}

}  // namespace souk::calibration
