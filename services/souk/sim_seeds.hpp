// Many seeds on all cores: a world each, nothing shared but the setting. The same seeds give the same findings,
// whatever the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/seed_run.hpp"

namespace souk {

struct SeedsPlan {
  std::uint64_t from = 1;
  std::uint64_t count = 200;
  unsigned threads = 0;  // 0: one for each core
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

// `on_seed(played)` is called after each seed, from any thread, one at a time; false ends the search.
SeedsOutcome play_seeds(const sim::Setting& setting, const SeedsPlan& plan,
                        const std::function<bool(std::uint64_t played)>& on_seed);

}  // namespace souk
