// What each business transaction of the store costs one caller with nobody in its way.
//
// Eight connections take turns, as the shop's and the workers' do: a commit on one makes the others read the pages it
// changed again, so a single connection that has the file for itself would look faster than any does live. The kinds
// take turns as well, so that a minute of noise spreads over all of them.
#pragma once

#include <filesystem>
#include <memory>

#include "domain/result.hpp"
#include "services/calibration/traffic.hpp"
#include "sim/model.hpp"
#include "storage/sqlite_database.hpp"

namespace souk::calibration {

struct StoreCosts {
  std::array<sim::TransactionCost, domain::kTransactionKindCount> transactions;
  sim::ServiceTime commit;      // without the checkpoint that some do
  sim::ServiceTime checkpoint;  // what a commit that does one takes longer
  double batched_per_s = 0;     // events, in batches of 500 by one worker: measured, not derived
  double disturbed_share = 0;   // of the time, during which others had the cores that this wanted
};

class StoreMeasurement {
 public:
  // `database`, which has the catalogue of `traffic`, outlives it, and so does `traffic`.
  StoreMeasurement(storage::SqliteDatabase& database, Traffic& traffic);
  ~StoreMeasurement();

  // `path` is the data file of the database. Errors: those of the store.
  Result<void> open(const std::filesystem::path& path);
  // Once or several times, with other measurements between. Errors: those of the store; internal: a command was
  // refused.
  Result<void> run(Nanos duration);
  // After a run. Errors: unavailable (it was too short for a checkpoint).
  Result<StoreCosts> result() const;

 private:
  class Rounds;
  std::unique_ptr<Rounds> rounds_;
};

}  // namespace souk::calibration
