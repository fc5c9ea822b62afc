// Hysteresis: one number of a drill slowly up until the core is down, then down again until it is back. Several seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/staircase.hpp"
#include "services/lab/axis.hpp"
#include "services/lab/watch.hpp"
#include "sim/world.hpp"

namespace souk::lab {

struct HysteresisPlan {
  domain::Drill drill;
  Axis levels;
  Nanos hold = std::chrono::seconds(10);  // on each level
  std::uint64_t first_seed = 1;
  std::size_t seeds = 3;
  double down_at_most = 0.5;  // core goodput ratio
};

struct HysteresisRun {
  std::uint64_t seed = 0;
  std::string failure;  // why the run proves nothing; empty if it does
  domain::HysteresisLoop loop;
  domain::HysteresisThresholds thresholds;
};

struct Hysteresis {
  HysteresisPlan plan;
  std::vector<HysteresisRun> runs;  // by seed; fewer than planned when interrupted
  bool complete = false;

  // Over the runs that have it.
  domain::Estimate trigger() const;
  domain::Estimate recovery() const;
  domain::Estimate width() const;
};

// Errors: invalid_argument (a number that does not move while a drill runs, too long a drill, seeds).
Result<void> check(const HysteresisPlan& plan);

// Each seed is played twice: up, until the core is down on a level; then up to that level and back again, so that no
// more backlog is made than it takes. The result depends on plan and setting alone. Errors: those of check().
Result<Hysteresis> run_hysteresis(const sim::Setting& setting, HysteresisPlan plan, unsigned threads,
                                  const Watch& watch = {});

}  // namespace souk::lab
