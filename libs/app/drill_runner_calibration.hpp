// The first seconds of a run: what does this machine do? Loads of the drill are given relative to the answer.
#pragma once

#include <optional>

#include "app/drill_runner_knobs.hpp"
#include "app/load_source.hpp"
#include "domain/capacity_meter.hpp"
#include "domain/drill_result.hpp"
#include "ports/clock.hpp"
#include "ports/cluster.hpp"

namespace souk::app {

class DrillCalibration {
 public:
  // `stop_requested` is looked at between samples; it outlives the calibration.
  DrillCalibration(ports::Clock& clock, ports::Cluster& cluster, LoadSource& load, DrillKnobs& knobs,
                   const bool& stop_requested)
      : clock_(clock), cluster_(cluster), load_(load), knobs_(knobs), stop_requested_(stop_requested) {}

  // Posts events and measures how fast a cluster of plan.workers applies them one by one, in two halves with the core
  // alone between them, and up to four halves more while the figures disagree. Flags are put back. Errors: unavailable
  // (nothing was applied, or the rest does not drain), cancelled (stop requested), and what the cluster returns.
  Task<Result<domain::CalibrationResult>> run(domain::CalibrationPlan plan);

 private:
  struct Reading {
    Instant at;
    domain::ServiceStatus status;
  };
  Task<Result<void>> set_flags();
  Task<Result<domain::CalibrationResult>> measure(domain::CalibrationPlan plan);
  // Half of plan.apply_for goes into `meter`, and the smallest cluster seen into `result`.
  Task<Result<void>> measure_apply(domain::CalibrationPlan plan, domain::CapacityMeter& meter,
                                   domain::CalibrationResult& result);
  Task<Result<void>> feed_until_grown(unsigned workers);
  Task<Result<Reading>> read();
  Task<Result<void>> top_up(std::uint64_t backlog);
  Task<Result<void>> drain_backlog();

  ports::Clock& clock_;
  ports::Cluster& cluster_;
  LoadSource& load_;
  DrillKnobs& knobs_;
  const bool& stop_requested_;
  std::uint64_t chunk_ = 0;  // events posted at a time
};

}  // namespace souk::app
