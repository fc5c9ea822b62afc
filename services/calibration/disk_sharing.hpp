// What two files on one disk cost each other: the store's commits and the event log's appends are synced by threads of
// their own.
#pragma once

#include "domain/result.hpp"
#include "ports/event_log.hpp"
#include "services/calibration/traffic.hpp"
#include "storage/sqlite_database.hpp"

namespace souk::calibration {

// How much longer a commit waits for the disk while somebody appends to `log` without a pause, as a share of what it
// waits alone; 0 at least. Alone and beside the other by turns. Errors: those of store and log; unavailable (too few
// commits in the time).
Result<double> measure_disk_sharing(storage::SqliteDatabase& database, ports::EventLog& log, Traffic& traffic,
                                    Nanos duration);

}  // namespace souk::calibration
