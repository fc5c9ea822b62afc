#include "sim/turns.hpp"

#include <algorithm>

namespace souk::sim {
namespace {

constexpr Nanos kCloseToDeadline = std::chrono::milliseconds(50);

}  // namespace

Turns::Turns(Context& context, Options options)
    : context_(context),
      options_(std::move(options)),
      line_({.capacity = options_.capacity, .max_waiting = options_.max_waiting}) {}

Task<Result<Turns::Turn>> Turns::take(domain::Owner owner, Instant deadline) {
  using Decision = domain::FairBroker::Decision;
  if (closed_) co_return fail(Errc::unavailable, options_.name + " is closing");
  const Instant now = context_.now();
  const Instant limit = std::min(deadline, now + options_.max_wait);
  InLine place(*this, owner, limit);
  const Decision decision = line_.enter(&place, owner, now, limit);
  if (decision == Decision::granted) co_return Turn(*this, owner, now, false);
  if (decision == Decision::refused) co_return fail(Errc::overloaded, "too many wait for " + options_.name);
  place.state = State::waiting;
  place.waiter.set_alarm(limit, [this] { expire(); });
  co_await place.waiter.wait();
  const State ended = std::exchange(place.state, State::outside);
  if (ended == State::granted) co_return Turn(*this, owner, place.ended_at, true);
  if (ended == State::closed) co_return fail(Errc::unavailable, options_.name + " is closing");
  co_return fail(Errc::deadline_exceeded, "waited too long for " + options_.name);
}

void Turns::expire() {
  for (InLine* expired : line_.take_expired(context_.now())) expired->end(State::expired);
}

void Turns::give_back(domain::Owner owner, Instant since) {
  const std::optional<InLine*> next = line_.leave(owner, since, context_.now());
  if (!next) return;
  const bool forgets = options_.planted == Bug::lost_wakeup && (*next)->limit < context_.now() + kCloseToDeadline;
  if (forgets) return;  // planted: as if somebody else had ended the wait
  (*next)->end(State::granted);
}

void Turns::close() {
  closed_ = true;
  for (InLine* place : line_.take_all()) place->end(State::closed);
}

}  // namespace souk::sim
