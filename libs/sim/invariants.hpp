// What must hold at the end of every run, whatever was broken on the way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/drill_result.hpp"
#include "sim/witness.hpp"
#include "sim/world.hpp"

namespace souk::sim {

enum class Invariant : std::uint8_t {
  carried_out,  // the run came to its end, and every step was executed
  operations,   // planned operations = those that ended + those in flight
  events,       // accepted = applied + duplicates + quarantined + backlog
  durable,      // what was acknowledged is in the log or applied
  once,         // no event was applied twice
  commands,     // one effect for each command, and one for each that was acknowledged
  reconciled,   // counts and sums agree with the installs of record
  positions,    // every position of the log was consumed
  pools,        // nobody holds or waits for a connection or the writer when nothing is to be done
  drained,      // the backlog and the outbox are empty
  recovered,    // the core is back once faults have stopped
};
inline constexpr std::array<std::string_view, 11> kInvariantNames{
    "carried-out", "operations", "events", "durable", "once",     "commands",
    "reconciled",  "positions",  "pools",  "drained", "recovered"};
constexpr std::string_view to_string(Invariant invariant) {
  return kInvariantNames[static_cast<std::size_t>(invariant)];
}

struct Violation {
  Invariant invariant = Invariant::carried_out;
  std::string text;  // one sentence: what, and how much
};

// The step from which on nothing is broken any more, and how long after it the core is watched: the last seconds of a
// drill that has such a step.
inline constexpr std::string_view kCalmStep = "calm";
inline constexpr Nanos kSettling = std::chrono::seconds(8);
inline constexpr Nanos kWatched = std::chrono::seconds(4);
inline constexpr double kRecovered = 0.95;

// Of a run that `world` has played with `witness`, ended with `result`. In the order of the enumeration.
std::vector<Violation> check_invariants(World& world, const domain::DrillResult& result, const Witness& witness);

}  // namespace souk::sim
