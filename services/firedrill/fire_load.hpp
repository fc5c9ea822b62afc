// The load of the fire drill, in shares of what the machine can do.
#pragma once

#include "domain/drill.hpp"

namespace souk::firedrill {

inline constexpr double kOrdinary = 0.3;     // events, of what a small cluster applies
inline constexpr double kBurst = 2.0;        // likewise
inline constexpr double kSteadySiege = 1.2;  // enough for a cluster that is too big never to catch up
inline constexpr double kInProduct = 0.03;   // sessions of in-product clients, likewise
inline constexpr double kBusyInProduct = 0.12;
inline constexpr double kSiegeWorkers = 256;  // each transaction of theirs stands in line before the core's

std::vector<domain::PlannedClass> workload();
// The phone-home agents, from now on.
domain::StepAction events_at(double of_apply_capacity);
// The in-product clients, likewise.
domain::StepAction in_product_at(double of_apply_capacity);

}  // namespace souk::firedrill
