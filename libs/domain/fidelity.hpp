// How well a simulated run foretells a live one of the same drill: figure by figure, phase by phase.
//
// Loads of a drill are relative to capacities that each run measures, so rates are compared as shares of the run's own
// apply capacity, and goodput as the share of what was planned; the capacities themselves are compared apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/drill_result.hpp"
#include "domain/verdict.hpp"

namespace souk::domain {

struct FidelityBounds {
  double rate = 0.10;     // goodput, backlog slope, drain rate, tipping point, capacities
  double latency = 0.25;  // p50, p99
};

// A figure of one phase, or of the whole run (phase empty).
struct FidelityFigure {
  std::string phase;
  std::string name;  // "goodput", "p50", "p99", "backlog slope", "drain rate", "tipping workers", "apply capacity"
  std::string unit;  // "% of planned", "ms", "% of capacity", "workers", "events/s"
  std::optional<double> live, simulated;  // none: that run has no data for it
  // |simulated - live|, relative to the live value; for shares that are near zero relative to half of the whole, so
  // that 0.4% against 0.1% is not taken for a factor of four. None unless both have data.
  std::optional<double> error;
  double bound = 0;
  Verdict verdict = Verdict::unknown;  // unknown: only one of the two has data. True if neither has
};

// The number of workers at which core goodput falls through half of what is planned, on the way up: between the last
// window above and the first at or below it, interpolated on the logarithm of the workers. None if it never does.
std::optional<double> tipping_workers(const DrillResult& result);

std::vector<FidelityFigure> compare_worlds(const DrillResult& live, const DrillResult& simulated,
                                           const FidelityBounds& bounds);

}  // namespace souk::domain
