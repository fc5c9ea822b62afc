// A log-linear histogram of durations (the idea of HdrHistogram): exact to 1 us up to 2,048 us, then 1,024 linear
// buckets per power of two, so any value is known to better than 0.1%. Mergeable. Only buckets with counts take memory
// (8 bytes each, at most 24,576 of them), so that a histogram per operation and window is cheap to keep; coarsen()
// bounds those of which thousands are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/time.hpp"

namespace souk::domain {

class Histogram {
 public:
  static constexpr Nanos kMax = std::chrono::hours(2);  // larger values are clamped

  // A value counts in the bucket whose upper bound is the first at or above it; below zero counts as zero.
  // A bucket holds up to 2^48 of them.
  void record(Nanos value, std::uint64_t count = 1);
  void merge(const Histogram& other);
  // Joins neighbouring buckets, two, then four and so on in each power of two, until at most `most_buckets` (> 0) are
  // left or each power of two has one, and gives back memory that is not needed. A value is then known to 1/1024,
  // 1/512, ... of itself; count, mean, min and max stay exact. What is recorded later is exact again.
  void coarsen(std::size_t most_buckets);
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
  static constexpr int kCountBits = 48;
  // A bucket's index above its count, in one word: a window of a long run has hundreds of these.
  class Cell {
   public:
    Cell(std::uint32_t index, std::uint64_t count) : bits_((std::uint64_t{index} << kCountBits) | count) {}
    std::uint32_t index() const { return static_cast<std::uint32_t>(bits_ >> kCountBits); }
    std::uint64_t count() const { return bits_ & ((std::uint64_t{1} << kCountBits) - 1); }
    void add(std::uint64_t count) { bits_ += count; }

   private:
    std::uint64_t bits_;
  };
  static std::uint32_t index_of(std::uint64_t us);
  static std::uint64_t upper_us(std::uint32_t index);
  static std::uint32_t coarse_index(std::uint32_t index, int halvings);
  void add_to_cell(std::uint32_t index, std::uint64_t count);

  std::vector<Cell> cells_;  // ascending by index
  std::uint64_t count_ = 0;
  double sum_ms_ = 0, sum_squares_ms_ = 0;
  Nanos max_{0}, min_{Nanos::max()};
};

}  // namespace souk::domain
