// One seed of the search for what nobody thought of: a random drill in a world of its own, and the invariants after it.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/drill.hpp"
#include "sim/bugs.hpp"
#include "sim/invariants.hpp"
#include "sim/world.hpp"

namespace souk::sim {

// Small, so that a world is made in no time and users meet at the same apps.
domain::CatalogueSpec seeds_catalogue();

// A drill of some seconds with users, flags, crashes and faults as `seed` draws them, a step "calm" that makes
// everything whole again, and a while to recover in. Same seed, same drill.
domain::Drill random_drill(std::uint64_t seed);

// The world of a seed: a service with limits and rhythms as the seed draws them, some of them narrow, so that lines get
// full and housekeeping comes in between.
WorldOptions seed_world(std::uint64_t seed);

struct SeedRun {
  std::vector<Violation> violations;
  std::uint64_t entries = 0;  // of the context
  std::uint64_t trace = 0;    // hash of all that happened
  Nanos virtual_time{0};
  bool violates(Invariant invariant) const;
};
// Plays `drill` in the world of `seed`. What it throws is a violation too.
SeedRun play_seed(const Setting& setting, const domain::Drill& drill, std::uint64_t seed, Bug bug = Bug::none);

}  // namespace souk::sim
