// A drill as data: a workload, a timeline on one absolute clock that starts at 0 when calibration is over, and
// expectations over windows relative to steps and phases. Loads and limits may be given relative to capacities that the
// run itself measures, so that one file means the same on a fast disk and on a slow one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/drill_quantity.hpp"
#include "domain/event_queue.hpp"
#include "domain/expectation.hpp"
#include "domain/fault.hpp"
#include "domain/incident_command.hpp"
#include "domain/load.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// The phase that relative bounds ("95% of baseline") refer to.
inline constexpr std::string_view kBaselinePhase = "baseline";

// Where something stands in the drill's file, for messages and for junit.xml. Line and column count from 1.
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;
};

// How the first seconds of a run find out what this machine can do.
struct CalibrationPlan {
  bool skip = false;     // nothing is measured, so nothing may refer to a capacity
  unsigned workers = 8;  // size of the small cluster, one transaction per event
  Nanos apply_for = std::chrono::seconds(4);
  unsigned core_concurrency = 4;  // closed-loop core users
  Nanos core_for = std::chrono::seconds(2);
};

// A rate in sessions per second, or in events per second for classes that post events.
struct LoadRate {
  Quantity quantity;
  bool in_events = false;
  // Sessions per second for a class that posts `events_per_agent` events a session. Nothing while a measurement that
  // it refers to is not there.
  std::optional<double> sessions_per_s(const Measurements& measured, unsigned events_per_agent) const;
};

struct PlannedClass {
  UserClass user_class;  // its arrivals' rate is 0 here: `rate` decides
  LoadRate rate;
  SourcePlace place;
};

struct FlagSetting {
  std::string key;
  std::string value;
};

struct ControllerSetting {
  std::string name;
  Quantity value;
};

// Actions of a step.
struct LoadChange {
  std::string class_name;
  LoadRate rate;
  std::optional<ArrivalKind> kind;  // unchanged if absent
  Nanos ramp{0};
};
enum class ServiceAction : std::uint8_t { start, stop, kill, restart };
inline constexpr std::array<std::string_view, 4> kServiceActionNames{"start", "stop", "kill", "restart"};
struct PhaseStart {
  std::string phase;
};
struct ReconcileAction {};
struct IncidentAction {
  IncidentCommand command;
  std::string
      trigger;  // of an opening: the step that set it off, from which the time to detect it counts; may be empty
  SourcePlace place;
};
// What an operator asks of the Top Vendor programme.
enum class VendorAction : std::uint8_t { evaluate, retract };
inline constexpr std::array<std::string_view, 2> kVendorActionNames{"evaluate", "retract"};
struct DeployAction {};  // a rolling restart of the shop's replicas; the step is done when that is
// A step without actions is a mark: a named line in the charts and an anchor for windows.
using StepAction = std::variant<LoadChange, FlagSetting, ControllerSetting, ServiceAction, PhaseStart, ReconcileAction,
                                Faults, IncidentAction, VendorAction, DeployAction>;

struct DrillStep {
  std::string name;  // unique
  std::string description;
  Nanos at{0};
  std::vector<StepAction> actions;  // in this order
  SourcePlace place;
};

// What the certificate of metastability looks at.
struct MetastabilityPlan {
  std::string trigger_ends;      // step that takes the trigger away
  std::string stays_down_until;  // step up to which goodput has to stay down
  std::string cut;               // step that cuts the suspected loop; empty = the drill never does
  double down_at_most = 0.5;     // core goodput ratio
  Nanos down_for = std::chrono::seconds(15);
  double back_at_least = 0.95;
  Nanos back_within = std::chrono::seconds(10);
  SourcePlace place;
};

struct EndPlan {
  Nanos drain_load = std::chrono::seconds(10);  // bound on waiting for sessions to end
  Nanos drain_backlog{0};                       // bound on waiting for the backlog to empty; 0 = do not wait
  bool reconcile = false;
};

// The machine that a drill is simulated on: the model's, or one that takes longer for everything. A load of ten
// requests a second tips no machine of today; one of a hundredth of its speed is to that load what the real one was to
// its.
struct MachinePlan {
  static constexpr double kSlowest = 0.001;
  double speed = 1;  // every cost of the model is divided by it; kSlowest to 1
};

// Where a drill can be played: against the real thing, or in virtual time.
enum class World : std::uint8_t { live, sim };
inline constexpr std::array<std::string_view, 2> kWorldNames{"live", "sim"};
constexpr std::string_view to_string(World world) { return kWorldNames[static_cast<std::size_t>(world)]; }

// A run is kept and judged in windows of equal length, the drill's resolution. What a run keeps grows with their
// number.
inline constexpr Nanos kFinestResolution = std::chrono::seconds(1);
inline constexpr std::size_t kMostWindows = 20'000;
inline constexpr Nanos kLongestDrill = std::chrono::hours(60 * 24);
inline constexpr Nanos kLongestLiveDrill = std::chrono::hours(1);
// Readings of the service in each window.
inline constexpr int kSamplesPerWindow = 4;

// What a passing run means in words; it changes no verdict.
enum class DrillOutcome : std::uint8_t { recovers, stays_healthy, still_down };
inline constexpr std::array<std::string_view, 3> kDrillOutcomeNames{"recovers", "stays-healthy", "still-down"};

// Browsers that ask for one page each and stay connected; not among the operations that are counted.
struct VisitorPlan {
  static constexpr unsigned kMost = 2'000;  // at the same time
  unsigned per_second = 0;                  // 0 = none
  Nanos stay{0};
};

struct Drill {
  std::string name;  // as in its file's name
  std::string title;
  std::string description;
  std::string substrate = "embedded";
  EventQueue queue = EventQueue::journal;
  std::string twin;  // name of the drill without the trigger; empty = none
  DrillOutcome outcome = DrillOutcome::recovers;
  std::vector<World> worlds{World::live, World::sim};  // never empty
  Nanos duration{0};
  Nanos resolution = kFinestResolution;  // length of a window, > 0
  // The run is invalid when the generator's own lateness (99th percentile) exceeds this.
  Nanos max_lateness = std::chrono::milliseconds(100);
  MachinePlan machine;  // other than the default only in virtual time
  CalibrationPlan calibration;
  std::vector<FlagSetting> flags;           // set after calibration, before the load starts
  std::vector<ControllerSetting> settings;  // likewise
  std::vector<PlannedClass> workload;
  VisitorPlan visitors;          // live only: connections are not simulated
  std::vector<DrillStep> steps;  // ascending in time
  std::vector<Expectation> expectations;
  std::optional<MetastabilityPlan> metastability;
  EndPlan end;
  SourcePlace place;

  bool plays_in(World world) const;
  const DrillStep* find_step(std::string_view step) const;
  const PlannedClass* find_class(std::string_view class_name) const;
};

}  // namespace souk::domain
