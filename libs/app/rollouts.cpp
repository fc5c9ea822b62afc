#include "app/rollouts.hpp"

#include <algorithm>
#include <utility>

namespace souk::app {
namespace {

using domain::Rollout;
using domain::RolloutMove;
using domain::RolloutState;

std::string name_of(const Rollout& rollout) { return "rollout " + std::to_string(rollout.id); }

std::string reason_of(const Rollout& rollout, const std::string& what) {
  return name_of(rollout) + " of " + rollout.who + ": " + what +
         (rollout.why.empty() ? "" : ", because " + rollout.why);
}

}  // namespace

Rollouts::Rollouts(Ports ports, std::vector<Rollout> kept) : ports_(std::move(ports)), all_(std::move(kept)) {
  watch_ = ports_.flags.watch([this](const domain::FlagChange& change) { on_change(change); });
}

std::vector<Rollout> Rollouts::all() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

Result<Rollout> Rollouts::add(Rollout rollout) {
  if (const Result<void> fine = check(rollout); !fine) return fine.error();
  if (rollout.who.empty()) return fail(Errc::invalid_argument, "who changes the flag must be said");
  if (ports_.has_rule(rollout.flag)) {
    return fail(
        Errc::conflict,
        "the flag has a rule, which a rollout would overwrite; take it away first, or set the flag for everybody");
  }
  {
    const std::lock_guard lock(mutex_);
    const auto other = std::find_if(all_.begin(), all_.end(), [&rollout](const Rollout& each) {
      return each.active() && each.flag == rollout.flag;
    });
    if (other != all_.end()) {
      return fail(Errc::conflict, name_of(*other) + " of the same flag has not ended; cancel it first");
    }
    rollout.id = all_.empty() ? 1 : all_.back().id + 1;
    rollout.state = RolloutState::waiting;
    rollout.taken = 0;
    rollout.note.clear();
    if (all_.size() >= kMostKept) {
      const auto oldest = std::find_if(all_.begin(), all_.end(), [](const Rollout& each) { return !each.active(); });
      if (oldest != all_.end()) all_.erase(oldest);
    }
    all_.push_back(rollout);
    if (const Result<void> kept = ports_.keep(all_); !kept) {
      all_.pop_back();
      return kept.error();
    }
  }
  return rollout;
}

Result<Rollout> Rollouts::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(all_.begin(), all_.end(), [id](const Rollout& each) { return each.id == id; });
  if (found == all_.end()) return fail(Errc::not_found, "there is no rollout " + std::to_string(id));
  if (!found->active()) return fail(Errc::conflict, name_of(*found) + " is " + std::string(to_string(found->state)));
  found->state = RolloutState::cancelled;
  found->note = "cancelled by hand; the flag is as it was left";
  (void)ports_.keep(all_);
  return *found;
}

void Rollouts::put(const Rollout& rollout) {
  const std::lock_guard lock(mutex_);
  for (Rollout& each : all_) {
    // One that was cancelled meanwhile stays so.
    if (each.id == rollout.id && each.active()) each = rollout;
  }
  (void)ports_.keep(all_);  // what is not kept is found again in the flag itself
}

// What is tried again and again is noted once: a full disk is not hammered.
void Rollouts::put_note(Rollout& rollout, std::string note) {
  if (rollout.note == note) return;
  rollout.note = std::move(note);
  put(rollout);
}

// Somebody else's change has precedence: who sets a flag by hand does not want it moved a minute later.
void Rollouts::on_change(const domain::FlagChange& change) {
  const std::lock_guard lock(mutex_);
  for (Rollout& each : all_) {
    if (each.flag != change.flag || each.state != RolloutState::under_way || each.id == moving_) continue;
    each.state = RolloutState::cancelled;
    each.note = "the flag was changed by " + change.who;
  }
}

domain::ComponentState Rollouts::state_of(const Rollout& rollout) const {
  return rollout.guard ? ports_.state(*rollout.guard) : domain::ComponentState::unknown;
}

void Rollouts::look() {
  for (Rollout& rollout : all()) {
    if (rollout.active()) advance(rollout);
  }
}

void Rollouts::advance(Rollout& rollout) {
  switch (due(rollout, ports_.clock.unix_ms(), state_of(rollout))) {
    case RolloutMove::none:
      return;
    case RolloutMove::hold:
      if (!rollout.note.empty()) return;
      rollout.note = "waits: nothing is known of its guard at the moment";
      return put(rollout);
    case RolloutMove::begin:
      rollout.before = ports_.flags.evaluate(rollout.flag);
      rollout.state = RolloutState::under_way;
      return take_step(rollout);
    case RolloutMove::step:
      return take_step(rollout);
    case RolloutMove::finish:
      rollout.state = RolloutState::done;
      rollout.note.clear();
      return put(rollout);
    case RolloutMove::refuse:
      rollout.state = RolloutState::cancelled;
      rollout.note = "not begun: its guard was broken already";
      return put(rollout);
    case RolloutMove::roll_back:
      return roll_back(rollout);
  }
}

void Rollouts::take_step(Rollout& rollout) {
  const unsigned percent = rollout.steps[rollout.taken];
  {
    const std::lock_guard lock(mutex_);
    moving_ = rollout.id;
  }
  const Result<domain::FlagChange> changed = ports_.admin.set_share(
      rollout.flag, rollout.value, percent, name_of(rollout), reason_of(rollout, std::to_string(percent) + " percent"));
  {
    const std::lock_guard lock(mutex_);
    moving_ = 0;
  }
  if (changed.has_error()) {
    if (rollout.taken == 0) rollout.state = RolloutState::waiting;
    return put_note(rollout, "cannot take a step, and tries again: " + changed.error().detail);
  }
  ++rollout.taken;
  rollout.next = ports_.clock.unix_ms() + rollout.every_ms;
  rollout.note.clear();
  put(rollout);
}

void Rollouts::roll_back(Rollout& rollout) {
  {
    const std::lock_guard lock(mutex_);
    moving_ = rollout.id;
  }
  const std::string why(key_of(*rollout.guard));
  const Result<domain::FlagChange> changed =
      ports_.admin.set_share(rollout.flag, rollout.before, 100, name_of(rollout),
                             reason_of(rollout, "taken back, the SLO of " + why + " broke"));
  {
    const std::lock_guard lock(mutex_);
    moving_ = 0;
  }
  if (changed.has_error()) {
    return put_note(rollout, "cannot be taken back, and tries again: " + changed.error().detail);
  }
  rollout.state = RolloutState::rolled_back;
  put_note(rollout, "the SLO of " + why + " broke at " + std::to_string(rollout.percent()) + " percent");
}

Task<void> Rollouts::run() {
  while (!stopping_) {
    look();
    const bool reached = co_await ports_.clock.sleep_for(ports_.look);
    if (!reached) co_return;
  }
}

}  // namespace souk::app
