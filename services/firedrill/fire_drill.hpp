// One drill that plays the experiments of some flags, one after the other, against one service under load.
#pragma once

#include <span>
#include <string>

#include "domain/drill.hpp"
#include "services/firedrill/experiment.hpp"

namespace souk::firedrill {

// Phases and steps of an experiment have the flag's key in their names.
std::string phase_before(const FlagExperiment& experiment);
std::string phase_flipped(const FlagExperiment& experiment);
std::string phase_back(const FlagExperiment& experiment);
std::string step_flip(const FlagExperiment& experiment);
std::string step_back(const FlagExperiment& experiment);

// Without expectations: what the run has shown is judged by judge() (matrix.hpp). `chosen` outlives the call only.
domain::Drill make_fire_drill(std::span<const FlagExperiment* const> chosen);

}  // namespace souk::firedrill
