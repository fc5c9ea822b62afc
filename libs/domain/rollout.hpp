// A change of a flag that is made later, or in steps, and taken back when something that it must not break breaks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/component.hpp"
#include "domain/flag.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class RolloutState : std::uint8_t { waiting, under_way, done, rolled_back, cancelled };
inline constexpr std::array<std::string_view, 5> kRolloutStateNames{"waiting", "under-way", "done", "rolled-back",
                                                                    "cancelled"};
constexpr std::string_view to_string(RolloutState state) { return kRolloutStateNames[static_cast<std::size_t>(state)]; }

struct Rollout {
  std::uint64_t id = 0;  // ascending from 1
  Flag flag = Flag::analytics_ingest;
  FlagValue value{};
  UnixMs at = 0;                     // not before
  std::vector<unsigned> steps{100};  // percent of those who ask, ascending
  std::int64_t every_ms = 60'000;    // from one step to the next; also how long the guard watches after the last
  std::optional<Component> guard{};  // whose SLO must not break
  std::string who{}, why{};

  RolloutState state = RolloutState::waiting;
  FlagValue before{};     // what those outside of the share have, and everybody after a rollback
  std::size_t taken = 0;  // steps
  UnixMs next = 0;        // when the next step is due, or the end
  std::string note{};     // why it stands still or was ended
  bool active() const { return state == RolloutState::waiting || state == RolloutState::under_way; }
  unsigned percent() const { return taken == 0 ? 0 : steps[taken - 1]; }
};

// invalid_argument: no steps or more than 20, not ascending from 1 to 100; not 1 s to a day between them; a value that
// the flag does not take; who and why longer than 1,500 bytes together.
Result<void> check(const Rollout& rollout);

// What is due.
enum class RolloutMove : std::uint8_t {
  none,
  begin,      // the first step
  step,       // the next step
  finish,     // all steps were taken, and nothing broke
  hold,       // the guard says nothing: no data is not a pass
  refuse,     // the guard was broken before the first step
  roll_back,  // the guard broke
};
RolloutMove due(const Rollout& rollout, UnixMs now, ComponentState guard);

}  // namespace souk::domain
