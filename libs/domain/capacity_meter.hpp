// How fast something is while nothing disturbs it, from readings of a counter. A shared disk that stands still for half
// a second, or a neighbour that takes a core, halves a mean; loads given in shares of that mean would be half as heavy
// as they were meant to be.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/time.hpp"

namespace souk::domain {

class CapacityMeter {
 public:
  // `slice` > 0: the readings are cut into pieces at least this long, and each piece has one rate.
  explicit CapacityMeter(Nanos slice) : slice_(slice) {}

  // Begins anew with the next reading: what passed since the last one is not measured.
  void pause() { start_.reset(); }
  // `total`: events so far, never less than before. Ascending in time.
  void add(Instant at, std::uint64_t total);

  // Events per second: the upper quartile of the slices' rates (the nearest rank); 0 without a whole slice.
  double capacity_per_s() const { return quartile(3); }
  // The slices agree: the lower quartile is at least kSteady of the upper. False with fewer than four slices.
  bool steady() const;
  // Of the slices that went in.
  std::uint64_t events() const { return events_; }
  Nanos measured() const { return measured_; }

  static constexpr double kSteady = 0.7;

 private:
  struct Reading {
    Instant at;
    std::uint64_t total = 0;
  };
  double quartile(std::size_t number) const;

  Nanos slice_;
  std::optional<Reading> start_;  // of the slice under way
  std::vector<double> rates_;     // per second
  std::uint64_t events_ = 0;
  Nanos measured_{0};
};

}  // namespace souk::domain
