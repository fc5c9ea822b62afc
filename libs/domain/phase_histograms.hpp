// How long the phases of requests took, by phase and owner. Recording finds a bucket and adds twice for each phase
// that the request went through. `Count` is std::uint64_t where one thread records (the simulator), or an atomic of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "domain/owner.hpp"
#include "domain/request_phase.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// Upper ends of the buckets, inclusive, in nanoseconds: 10 us to 10 s. What is longer goes into one bucket more.
inline constexpr std::array<std::int64_t, 19> kPhaseBounds{
    10'000,      25'000,        50'000,        100'000,       250'000,       500'000,     1'000'000,
    2'500'000,   5'000'000,     10'000'000,    25'000'000,    50'000'000,    100'000'000, 250'000'000,
    500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};
inline constexpr std::size_t kPhaseBuckets = kPhaseBounds.size() + 1;

// Of one phase and one owner.
struct PhaseTotal {
  std::uint64_t count = 0;
  std::uint64_t total_us = 0;
};
using PhaseTotals = PerRequestPhase<PerOwner<PhaseTotal>>;

struct PhaseHistogram {
  std::array<std::uint64_t, kPhaseBuckets> counts{};  // each of its bucket alone
  std::uint64_t sum_ns = 0;

  std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts) total += count;
    return total;
  }
};

template <class Count>
class PhaseHistograms {
 public:
  void record(Owner owner, const PhaseTimes& times) {
    for (std::size_t i = 0; i < kRequestPhaseCount; ++i) {
      const auto phase = static_cast<RequestPhase>(i);
      if (times.has(phase)) cells_[i][index_of(owner)].record(times.of(phase));
    }
  }

  PhaseHistogram histogram(RequestPhase phase, Owner owner) const {
    return cells_[index_of(phase)][index_of(owner)].read();
  }
  PhaseTotals totals() const {
    PhaseTotals totals{};
    for (std::size_t i = 0; i < kRequestPhaseCount; ++i) {
      for (std::size_t owner = 0; owner < kOwnerCount; ++owner) {
        const PhaseHistogram read = cells_[i][owner].read();
        totals[i][owner] = {read.count(), read.sum_ns / 1'000};
      }
    }
    return totals;
  }

 private:
  struct Cell {
    std::array<Count, kPhaseBuckets> counts{};
    Count sum_ns{0};

    void record(Nanos spent) {
      const std::int64_t ns = std::max<std::int64_t>(0, spent.count());
      std::size_t bucket = 0;
      while (bucket < kPhaseBounds.size() && ns > kPhaseBounds[bucket]) ++bucket;
      counts[bucket] += 1;
      sum_ns += static_cast<std::uint64_t>(ns);
    }
    PhaseHistogram read() const {
      PhaseHistogram histogram;
      for (std::size_t i = 0; i < kPhaseBuckets; ++i) histogram.counts[i] = counts[i];
      histogram.sum_ns = sum_ns;
      return histogram;
    }
  };
  PerRequestPhase<PerOwner<Cell>> cells_{};
};

}  // namespace souk::domain
