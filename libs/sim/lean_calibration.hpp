// The first seconds of a run in the lean model, as app::DrillCalibration measures them.
#pragma once

#include "domain/drill_result.hpp"
#include "sim/lean_service.hpp"

namespace souk::sim {

// Runs the queue. Flags and settings are the defaults again afterwards. Errors: unavailable (nothing was applied, the
// backlog does not drain, no command succeeded).
Result<domain::CalibrationResult> calibrate_lean(LeanMachine& machine, LeanService& service,
                                                 const domain::CalibrationPlan& plan);

}  // namespace souk::sim
