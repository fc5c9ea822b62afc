// A log-linear histogram of durations (the idea of HdrHistogram): exact to 1 us up to 2,048 us, then 1,024 linear
// buckets per power of two, so any value is known to better than 0.1%. Mergeable. Only buckets with counts take memory
// (at most 24,576 of them), so that a histogram per operation and second is cheap to keep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/time.hpp"

namespace souk::domain {

class Histogram {
 public:
  static constexpr Nanos kMax = std::chrono::hours(2);  // larger values are clamped

  // A value counts in the bucket whose upper bound is the first at or above it; below zero counts as zero.
  void record(Nanos value, std::uint64_t count = 1);
  void merge(const Histogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  Nanos max() const { return max_; }
  Nanos min() const { return count_ == 0 ? Nanos{0} : min_; }
  double mean_ms() const;
  double stddev_ms() const;
  // Smallest recorded bucket value at or above the quantile (0 to 1), never above max(). Zero without values.
  Nanos quantile(double q) const;

  struct Bucket {
    Nanos upper;  // inclusive
    std::uint64_t count;
  };
  std::vector<Bucket> buckets() const;  // those with counts, ascending

  // The hgrm text of HdrHistogram's percentile output (values in ms), 5 ticks per half distance.
  std::string to_hgrm() const;

 private:
  struct Cell {
    std::uint32_t index;
    std::uint64_t count;
  };
  static std::uint32_t index_of(std::uint64_t us);
  static std::uint64_t upper_us(std::uint32_t index);
  void add_to_cell(std::uint32_t index, std::uint64_t count);

  std::vector<Cell> cells_;  // ascending by index
  std::uint64_t count_ = 0;
  double sum_ms_ = 0, sum_squares_ms_ = 0;
  Nanos max_{0}, min_{Nanos::max()};
};

}  // namespace souk::domain
