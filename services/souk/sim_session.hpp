// One simulated run of a drill: a world in memory, in virtual time, and the same report at the end.
#pragma once

#include <string>

#include "services/souk/drill_session.hpp"
#include "sim/model.hpp"

namespace souk {

// The model to simulate with: the default one for an empty path. Errors: io, invalid_argument naming file and field.
Result<sim::Model> load_model(const std::string& path);

// As run_drill(), in a simulated world. `program` and `keep_data` mean nothing here.
Result<domain::DrillResult> simulate_drill(const domain::Drill& drill, const DrillSessionOptions& options,
                                           const sim::Model& model);

}  // namespace souk
