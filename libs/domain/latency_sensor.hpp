// The sensor of the catch-up controller: quantiles of the latencies of the last couple of seconds. Recording costs two
// increments; a quantile walks 800 counters. Buckets are log-linear, 32 to a power of two, so that a quantile is known
// to 3%, from 1 us to about 67 s (longer ones count as that).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "domain/sub_windows.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class LatencySensor {
 public:
  static constexpr std::size_t kSubWindows = 10;

  explicit LatencySensor(Nanos window = std::chrono::seconds(2));

  void record(Nanos latency, Instant now);
  // The quantile q (0 to 1) of what was recorded within the window before `now`, as the upper end of its bucket. Zero
  // without samples: ask count() too.
  Nanos quantile(double q, Instant now);
  // Samples within the window.
  std::uint64_t count(Instant now);

 private:
  static constexpr std::size_t kBuckets = std::size_t{22} * 32;
  using Counts = std::array<std::uint32_t, kBuckets>;
  static std::size_t bucket_of(Nanos latency);
  static Nanos upper_end(std::size_t bucket);
  std::size_t advance(Instant now);

  SubWindows windows_;
  std::vector<Counts> slots_;
  Counts total_{};
  std::uint64_t count_ = 0;
};

}  // namespace souk::domain
