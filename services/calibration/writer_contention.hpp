// What only shows when several threads want the writer's turn.
#pragma once

#include <filesystem>
#include <vector>

#include "domain/result.hpp"
#include "services/calibration/traffic.hpp"
#include "storage/sqlite_database.hpp"

namespace souk::calibration {

// From the release of the turn to the next thread running, with eight that want it. The holder writes and syncs a
// file in `folder`, so that a core has gone idle by then, as after a commit. Errors: io.
Result<std::vector<Nanos>> measure_handovers(const std::filesystem::path& folder, ports::Clock& clock, Nanos duration);

struct ApplyRate {
  std::size_t workers = 0;
  double events_per_s = 0;
  Nanos cpu_per_event{0};  // of all threads together
};
// What so many workers apply one by one, once each of them has prepared its statements. Errors: those of the store.
Result<ApplyRate> measure_apply_rate(storage::SqliteDatabase& database, Traffic& traffic, std::size_t workers,
                                     Nanos duration);

}  // namespace souk::calibration
