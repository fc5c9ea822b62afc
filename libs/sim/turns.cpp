#include "sim/turns.hpp"

#include <algorithm>

namespace souk::sim {
namespace {

constexpr Nanos kCloseToDeadline = std::chrono::milliseconds(50);

}  // namespace

Turns::Turns(Context& context, Options options)
    : context_(context),
      process_(context.process()),
      options_(std::move(options)),
      line_({.capacity = options_.capacity, .max_waiting = options_.max_waiting}) {}

Turns::Visit::Visit(Turns& turns, domain::Owner owner, Instant deadline)
    : turns_(turns), waiter_(turns.context_), owner_(owner) {
  using Decision = domain::FairBroker::Decision;
  if (turns.closed_) return;
  const Instant now = turns.context_.now();
  limit_ = std::min(deadline, now + turns.options_.max_wait);
  switch (turns.line_.enter(this, owner, now, limit_)) {
    case Decision::granted:
      state_ = State::granted;
      granted_at_ = now;
      break;
    case Decision::refused:
      state_ = State::refused;
      break;
    case Decision::queued:
      state_ = State::waiting;
      waited_ = true;
      turns.watch(limit_);
      break;
  }
}

Turns::Visit::~Visit() {
  if (state_ == State::waiting) {
    turns_.line_.forget(this);
    turns_.unwatch_if_empty();
  }
  if (state_ == State::granted) turns_.give_back(owner_, granted_at_);
}

Error Turns::Visit::error() const {
  const std::string& name = turns_.options_.name;
  if (state_ == State::refused) return fail(Errc::overloaded, "too many wait for " + name);
  if (state_ == State::closed) return fail(Errc::unavailable, name + " is closing");
  return fail(Errc::deadline_exceeded, "waited too long for " + name);
}

void Turns::watch(Instant limit) {
  if (limit >= watched_) return;
  watched_ = limit;
  const Context::Scope scope(context_, process_);
  alarm_.set(context_, limit, [this] { expire(); });
}

void Turns::unwatch_if_empty() {
  if (line_.waiting() > 0) return;
  watched_ = kNever;
  alarm_.call_off();
}

void Turns::expire() {
  watched_ = kNever;
  for (Visit* expired : line_.take_expired(context_.now())) expired->end(State::expired);
  watch(line_.next_deadline());
}

void Turns::give_back(domain::Owner owner, Instant since) {
  const std::optional<Visit*> next = line_.leave(owner, since, context_.now());
  if (!next) return;
  unwatch_if_empty();
  const bool forgets = options_.planted == Bug::lost_wakeup && (*next)->limit_ < context_.now() + kCloseToDeadline;
  if (forgets) return;  // planted: as if somebody else had ended the wait
  (*next)->granted_at_ = context_.now();
  (*next)->end(State::granted);
}

void Turns::close() {
  closed_ = true;
  for (Visit* visit : line_.take_all()) visit->end(State::closed);
  unwatch_if_empty();
}

}  // namespace souk::sim
