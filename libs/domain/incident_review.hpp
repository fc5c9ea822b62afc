// What one run says about an incident: when it was noticed, when it was over, who suffered, and what happened when.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/drill_result.hpp"

namespace souk::domain {

// Times are on the drill's clock.

struct ComponentChange {
  Nanos at{0};
  Component component = Component::listings;
  ComponentState from = ComponentState::unknown, to = ComponentState::unknown;
};

// A component that was not operational for a while.
struct ComponentTrouble {
  Component component = Component::listings;
  ComponentState worst = ComponentState::unknown;
  Nanos since{0};              // first seen bad
  std::optional<Nanos> until;  // operational again, for good; none: still bad at the end
  Nanos bad_for{0};            // in all
};

struct OperationImpact {
  std::uint64_t planned = 0;
  std::uint64_t failed = 0;  // error, timeout, shed or dropped
  std::uint64_t attempts = 0;
};

struct Impact {
  Nanos from{0}, until{0};
  std::map<std::string, OperationImpact> operations;
  OperationImpact all, core;
  std::uint64_t visits = 0;           // that began in this time and ended
  std::uint64_t visits_affected = 0;  // of them, those for whom an operation failed
};

struct TimelineEntry {
  Nanos at{0};
  std::string what;
};

struct IncidentReview {
  std::string trigger;             // its step, or the phase that it began; empty: none known
  std::optional<Nanos> triggered;  // when it happened
  std::optional<Nanos> detected;   // the first component that became bad after that
  Component first = Component::listings;
  std::optional<Nanos> recovered;          // from then on, to the end, everything in scope was operational
  std::optional<Nanos> opened;             // the incident itself
  std::vector<ComponentTrouble> troubles;  // in the order in which they began
  Impact impact;  // from the trigger (else: the opening, the beginning) to the recovery (else: the end)
  std::vector<TimelineEntry> timeline;
  bool watched = false;  // the status page was read, and something was probed
};

// Changes between known states; a component that cannot be judged for a while keeps its state until it can.
std::vector<ComponentChange> component_changes(const DrillResult& result);

// `incident`: one of the result's, null for the run as such. Only components in its scope are looked at.
IncidentReview review(const DrillResult& result, const Incident* incident);

}  // namespace souk::domain
