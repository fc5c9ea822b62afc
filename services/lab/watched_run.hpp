// One simulated run that is only watched: no report, and no longer than it takes to know its class.
#pragma once

#include <cstdint>
#include <functional>

#include "domain/drill.hpp"
#include "domain/drill_result.hpp"
#include "domain/run_class.hpp"
#include "sim/world.hpp"

namespace souk::lab {

// `drill` is a domain::watched_drill(). The same drill, seed and setting give the same figures, and up to where it ends
// it is the run that `souk drill run --world sim` plays.
domain::RunFigures classify_run(const sim::Setting& setting, const domain::Drill& drill, std::uint64_t seed,
                                const std::function<bool()>& stop);

// The same in the lean model: another run, much faster, and an approximation (sim::LeanWorld).
domain::RunFigures classify_lean_run(const sim::Model& model, const domain::Drill& drill, std::uint64_t seed,
                                     const std::function<bool()>& stop);

// Plays the drill to its end, or until `enough` says so once a (virtual) second.
using Enough = std::function<bool(const domain::RunSoFar&)>;
domain::DrillResult play_until(const sim::Setting& setting, const domain::Drill& drill, std::uint64_t seed,
                               const Enough& enough);

}  // namespace souk::lab
