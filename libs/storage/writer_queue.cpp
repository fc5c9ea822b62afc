#include "storage/writer_queue.hpp"

#include <algorithm>

namespace souk::storage {

WriterQueue::WriterQueue(Options options, ports::Clock& clock)
    : options_(options), clock_(clock), line_({.capacity = 1, .max_waiting = options.max_waiting}) {}

Result<WriterQueue::Turn> WriterQueue::take(domain::Owner owner, Instant deadline) {
  using Decision = domain::MeteredBroker<Waiter*>::Decision;
  const Instant now = clock_.now();
  const Instant limit = std::min(deadline, now + options_.max_wait);
  Waiter waiter;
  std::unique_lock lock(mutex_);
  const Decision decision = line_.enter(&waiter, owner, now, limit);
  if (decision == Decision::refused) return fail(Errc::overloaded, "too many wait to write to the store");
  if (decision == Decision::granted) return Turn(*this, owner);
  while (waiter.state == State::waiting) {
    const Instant checked_at = clock_.now();
    if (checked_at >= limit) {
      for (Waiter* expired : line_.take_expired(checked_at)) expired->wake(State::expired);
    } else {
      waiter.woken.wait_for(lock, limit - checked_at);
    }
  }
  if (waiter.state == State::expired) return fail(Errc::deadline_exceeded, "waited too long to write to the store");
  return Turn(*this, owner);
}

void WriterQueue::set_shares(std::optional<domain::FairBroker::Shares> shares) {
  const std::scoped_lock lock(mutex_);
  line_.set_shares(shares);
}

domain::ResourceStatus WriterQueue::status() const {
  const std::scoped_lock lock(mutex_);
  return line_.status();
}

void WriterQueue::give_back(domain::Owner owner) {
  const Instant now = clock_.now();
  const std::scoped_lock lock(mutex_);
  const std::optional<Waiter*> next = line_.leave(owner, now);
  // Woken under the lock: once it runs, the waiter may be gone.
  if (next) (*next)->wake(State::granted);
}

}  // namespace souk::storage
