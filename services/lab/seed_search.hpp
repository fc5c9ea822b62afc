// Many seeds on all cores: a world each, nothing shared but the setting. The same seeds give the same findings,
// whatever the number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "services/lab/parallel.hpp"
#include "sim/seed_run.hpp"

namespace souk::lab {

struct SeedsPlan {
  std::uint64_t from = 1;
  std::uint64_t count = 200;
  sim::Bug bug = sim::Bug::none;
  bool until_found = false;  // ends at the first seed that violates an invariant
};

struct SeedFinding {
  std::uint64_t seed = 0;
  domain::Drill drill;
  std::vector<sim::Violation> violations;
};

struct SeedsOutcome {
  std::uint64_t played = 0;
  std::uint64_t entries = 0;          // of all their contexts
  Nanos virtual_time{0};              // lived through
  std::vector<SeedFinding> findings;  // by seed
};

// Seeds that are under way when `how.stop` says so are still finished.
SeedsOutcome play_seeds(const sim::Setting& setting, const SeedsPlan& plan, const Parallel& how);

}  // namespace souk::lab
