// A staircase: a drill whose trigger and steps are taken out, and one of whose numbers goes up and down again in steps.
// If the way down is not the way up, the system has a hysteresis: what it takes to bring it down is not what it takes
// to bring it back.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/drill.hpp"
#include "domain/drill_numbers.hpp"
#include "domain/interval.hpp"
#include "domain/load.hpp"

namespace souk::domain {

// The drill on the stairs of `levels`, each held for `hold`; the first is its baseline. Calibration, flags, settings
// and workload stay. Errors: invalid_argument (a number that cannot be changed while a drill runs: only rates of the
// workload, settings and flags can; less than two levels; too long a drill), and those of set_number().
Result<Drill> staircase(const Drill& drill, std::string_view path, const std::vector<double>& levels, Nanos hold);

// Core goodput ratio on the stair: of its second half, when what the step changed has settled. None without data, or
// when it was not played to its end.
std::optional<double> goodput_on_stair(const std::vector<LoadWindow>& windows, Instant zero, Nanos resolution,
                                       Nanos hold, std::size_t stair);

// One seed's loop. Branches are as long as the way there; the way back begins one level below the top.
struct HysteresisLoop {
  std::vector<double> levels;               // ascending
  std::vector<std::optional<double>> up;    // goodput on levels[0], [1], ... as far as it went
  std::vector<std::optional<double>> back;  // on the levels below the top, downwards
};

struct HysteresisThresholds {
  std::optional<double> trigger;   // the first level on the way up on which the core is down
  std::optional<double> recovery;  // on the way back, the first from which on it is healthy on every level
  // trigger - recovery: 0 or less than a step = no hysteresis worth the name.
  std::optional<double> width() const;
};
// Down is goodput of at most `down_at_most`; healthy is kHealthyShare of the first stair's.
HysteresisThresholds thresholds_of(const HysteresisLoop& loop, double down_at_most);

}  // namespace souk::domain
