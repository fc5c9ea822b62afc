// How a flag is proven to work: what is looked at, how it has to change when the flag is flipped, and how long to look.
// Each experiment has three phases: before (the flag as it is meant to be), flipped, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/component.hpp"
#include "domain/drill.hpp"
#include "domain/expectation.hpp"
#include "domain/flag.hpp"
#include "domain/load.hpp"
#include "domain/status.hpp"

namespace souk::firedrill {

// A figure of each reading of the service (four a second); none: it could not tell.
using Level = std::optional<double> (*)(const domain::ServiceStatus& status);
// A counter of the service, looked at as growth per second between two readings.
using Counter = std::uint64_t (*)(const domain::ServiceStatus& status);
// A figure of the load in a window of a second, by intended start; none: nothing was asked for in it.
using LoadFigure = std::optional<double> (*)(const domain::LoadWindow& window);

struct Watch {
  std::string_view name;  // "events applied"
  std::string_view unit;  // "/s", "ms"; may be empty
  std::variant<Level, Counter, LoadFigure> figure;
};

// The bound is `of_before` times what was seen before, plus `plus`.
struct Effect {
  domain::Comparison comparison = domain::Comparison::at_most;
  double of_before = 0;
  double plus = 0;
  double bound(double before) const { return of_before * before + plus; }
  bool holds(double before, double seen) const { return domain::compare(seen, comparison, bound(before)); }
};

// changes: the effect is there while the flag is flipped, and neither before nor after it is flipped back.
// prevents: something that would have the effect happens in the moment of the flip; the effect is not there while the
// flag is flipped, and comes when it is flipped back.
enum class Proof : std::uint8_t { changes, prevents };

using Actions = std::vector<domain::StepAction>;

struct FlagExperiment {
  domain::Flag flag = domain::Flag::analytics_ingest;
  std::string healthy, flipped;  // values of the flag, as `souk flags set` takes them
  std::string_view question;     // "Do the workers leave the store alone?"
  Watch watch;
  Effect effect;
  Proof proof = Proof::changes;
  Actions prepare;  // before anything is looked at: the state of affairs that the flag is for
  Actions at_flip, at_back;
  Actions clean_up;
  std::vector<domain::Component> degrades;  // what may become bad meanwhile, as the flag's definition says
  bool core_may_suffer = false;             // likewise: installs, upgrades and renewals
  Nanos before = std::chrono::seconds(2);
  Nanos after = std::chrono::seconds(3);
  Nanos back = std::chrono::seconds(3);
  Nanos settle{0};  // after `prepare`
  // How long operations go on, with their retries: those that began so late in a phase are not looked at, because the
  // next phase is in them.
  Nanos patience{0};
};

// Of every flag there is, in the order in which they are to be played: those that need nothing but ordinary load
// first, those that need a store under siege last.
const std::vector<FlagExperiment>& experiments();
const FlagExperiment* find_experiment(domain::Flag flag);
// The key of its flag.
std::string key_of(const FlagExperiment& experiment);

}  // namespace souk::firedrill
