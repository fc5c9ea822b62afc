// Everything that one run of a drill left behind: what was done, what was seen, and what follows from it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/drill.hpp"
#include "domain/load.hpp"
#include "domain/metastability.hpp"
#include "domain/reconciliation.hpp"
#include "domain/status.hpp"
#include "domain/verdict.hpp"

namespace souk::domain {

// Times are on the drill's clock (0 = load starts) unless said otherwise.

struct StepRecord {
  std::string name;
  std::string description;
  Nanos planned{0};
  std::optional<Nanos> started, finished;  // absent: never begun, never finished
  bool ok = false;                         // every action succeeded
  std::string outcome;                     // what was done, or what went wrong
};

struct PhaseRecord {
  std::string name;
  std::string description;
  Nanos start{0}, end{0};
};

struct CoreFigures {
  std::uint64_t planned = 0, ok = 0;
  double seconds = 0;                   // of the windows that went in
  std::optional<double> goodput_ratio;  // none without planned operations
  double goodput_per_s = 0;
  std::optional<double> p50_ms, p99_ms;  // none without ok operations
};

struct PhaseSummary {
  PhaseRecord phase;
  CoreFigures core;
  std::optional<std::uint64_t> backlog_max, workers_max;  // none without samples
};

struct StatusSample {
  Nanos at{0};
  // Its figures; flags, transactions by kind and telemetry are left out, because thousands of samples are kept.
  ServiceStatus status;
};

struct CalibrationResult {
  double apply_capacity_per_s = 0;  // the upper quartile of the slices measured, see CapacityMeter
  double core_capacity_per_s = 0;
  std::uint64_t events_applied = 0;  // in the slices measured
  double apply_seconds = 0;          // length of these together
  bool steady = true;                // the slices agreed
  std::uint64_t workers_seen = 0;    // smallest cluster seen in them
  double took_seconds = 0;           // the whole calibration
};

struct EventsAccounting {
  std::uint64_t accepted = 0, applied = 0, backlog = 0, quarantined = 0, duplicates = 0;
  std::uint64_t acknowledged = 0;     // to clients of this run
  std::uint64_t accepted_before = 0;  // already in the log when the run began
  // accepted - applied - backlog - quarantined - duplicates, plus what was acknowledged beyond the accepted. Below zero
  // events were counted twice.
  std::int64_t lost() const;
  bool closes() const { return lost() == 0; }
};

struct ExpectationResult {
  std::string name;
  Verdict verdict = Verdict::unknown;
  std::string observed;  // "97.2%", or why nothing could be observed
  std::string required;  // the expectation in words
  std::optional<Nanos> from, until;
  std::string file;
  int line = 0;
};

struct DrillResult {
  Drill drill;
  std::string world = "live";
  std::string substrate = "embedded";
  std::uint64_t seed = 0;
  UnixMs started_at = 0;
  UnixMs finished_at = 0;
  Instant zero;  // of the drill's clock
  UnixMs zero_at = 0;
  Nanos length{0};  // of the drill, on its clock; shorter than planned when interrupted
  Nanos resolution() const { return drill.resolution; }  // length of each of `windows`
  bool interrupted = false;
  std::string failure;  // why the run could not be carried out; empty if it was

  std::optional<CalibrationResult> calibration;
  Measurements measurements;
  std::vector<StepRecord> steps;
  std::vector<PhaseRecord> phases;
  std::vector<StatusSample> samples;  // about kSamplesPerWindow a window
  std::vector<LoadWindow> windows;    // each as long as the resolution
  std::vector<PhaseSummary> phase_summaries;
  Accounting accounting;       // all operations
  Accounting core_accounting;  // installs, upgrades, renewals
  std::uint64_t retries = 0;
  Lateness lateness;
  std::optional<EventsAccounting> events;  // none if the service could not be read at the end
  std::optional<ReconciliationReport> reconciliation;
  std::vector<Incident> incidents;    // as they were at the end
  std::vector<std::string> rollback;  // what was put back, and what could not be
  std::vector<ExpectationResult> expectations;
  MetastabilityCertificate metastability;
  RunVerdict verdict;
};

// Fills phase summaries, expectations, certificate and verdict from the rest. `twin` is the report of the run without
// the trigger, if there is one.
void evaluate(DrillResult& result, const std::optional<TwinReport>& twin);

}  // namespace souk::domain
