#include "storage/writer_queue.hpp"

#include <algorithm>

namespace souk::storage {

WriterQueue::WriterQueue(Options options, ports::Clock& clock)
    : options_(options), clock_(clock), line_({.capacity = options.writers, .max_waiting = options.max_waiting}) {}

Result<WriterQueue::Turn> WriterQueue::take(domain::Owner owner, Instant deadline, domain::PhaseTimes* billed) {
  using Decision = domain::MeteredBroker<Waiter*>::Decision;
  const Instant now = clock_.now();
  const Instant limit = std::min(deadline, now + options_.max_wait);
  Waiter waiter;
  std::unique_lock lock(mutex_);
  const Decision decision = line_.enter(&waiter, owner, now, limit);
  if (decision == Decision::refused) return fail(Errc::overloaded, "too many wait to write to the store");
  if (decision == Decision::queued) wait_in_line(waiter, limit, lock);
  const Instant ended_at = decision == Decision::granted ? now : waiter.ended_at;
  if (billed != nullptr) billed->add(domain::RequestPhase::writer, ended_at - now);
  if (waiter.state == State::expired) return fail(Errc::deadline_exceeded, "waited too long to write to the store");
  return Turn(*this, {.owner = owner, .since = ended_at, .waited = ended_at - now, .billed = billed != nullptr});
}

void WriterQueue::wait_in_line(Waiter& waiter, Instant limit, std::unique_lock<std::mutex>& lock) {
  while (waiter.state == State::waiting) {
    const Instant checked_at = clock_.now();
    if (checked_at >= limit) {
      for (Waiter* expired : line_.take_expired(checked_at)) expired->wake(State::expired, checked_at);
    } else {
      waiter.woken.wait_for(lock, limit - checked_at);
    }
  }
}

void WriterQueue::set_shares(std::optional<domain::FairBroker::Shares> shares) {
  const std::scoped_lock lock(mutex_);
  line_.set_shares(shares);
}

domain::ResourceStatus WriterQueue::status() const {
  const std::scoped_lock lock(mutex_);
  return line_.status(clock_.now());
}

void WriterQueue::give_back(const Turn::Hold& hold) {
  const Instant now = clock_.now();
  {
    const std::scoped_lock lock(mutex_);
    const std::optional<Waiter*> next = line_.leave(hold.owner, hold.since, now);
    // Woken under the lock: once it runs, the waiter may be gone.
    if (next) (*next)->wake(State::granted, now);
  }
  if (hold.billed || options_.phases == nullptr) return;
  domain::PhaseTimes times;
  times.add(domain::RequestPhase::writer, hold.waited);
  times.add(domain::RequestPhase::store, now - hold.since);
  options_.phases->record(hold.owner, times);
}

}  // namespace souk::storage
