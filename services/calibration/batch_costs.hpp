// What a kind of transaction costs that works on many rows: a fixed part and a part for each, a line through
// transactions of different sizes.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

class BatchCosts {
 public:
  // A transaction on `items` rows that wrote `pages`. One with a checkpoint counts for its pages only: the checkpoint's
  // work, CPU and all, is not its own.
  void add(std::size_t items, const Spent& spent, std::uint32_t pages, bool checkpoint);
  // At least two sizes were seen without a checkpoint.
  bool enough() const;
  // Only if there are enough.
  sim::TransactionCost cost() const;
  // Mean wall time of a transaction of the largest size, without its wait for a core.
  Nanos largest_took() const;

 private:
  Line pages_line() const;

  struct Sample {
    Spent spent;
    std::uint32_t pages = 0;
    bool checkpoint = false;
  };
  std::vector<Nanos> cpu_of(const std::vector<Sample>& samples) const;

  std::map<std::size_t, std::vector<Sample>> by_items_;
};

}  // namespace souk::calibration
