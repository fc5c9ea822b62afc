// One live run of a drill on the embedded substrate: starts `souk up` on a fresh data folder, plays the drill against
// it over HTTP, and writes the report.
#pragma once

#include <optional>
#include <string>

#include "domain/catalogue.hpp"
#include "domain/drill.hpp"
#include "domain/drill_result.hpp"
#include "domain/result.hpp"

namespace souk {

struct DrillSessionOptions {
  std::string program;     // path of the souk binary
  std::string out_folder;  // of the report; made if missing
  std::uint64_t seed = 1;
  bool keep_data = false;  // the service's data folder, <out>/data, is removed otherwise
  std::optional<domain::TwinReport> twin;
  domain::CatalogueSpec catalogue;
  bool seed_world = false;  // simulated: in the world of the seed, as `souk sim seeds` has it
};

// Plays and reports. Ctrl-C ends the drill early, rolls back and still reports. Errors: what kept the run from starting
// or the report from being written.
Result<domain::DrillResult> run_drill(const domain::Drill& drill, const DrillSessionOptions& options);

}  // namespace souk
