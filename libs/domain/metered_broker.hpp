// The fair broker with its bookkeeping: who waits (a parked call, a sleeping thread, a coroutine) and what each owner
// got, was refused and waited for. Not thread-safe: live, its user holds a mutex.
#pragma once

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/fair_broker.hpp"
#include "domain/status.hpp"

namespace souk::domain {

template <class Waiter>
class MeteredBroker {
 public:
  using Decision = FairBroker::Decision;

  explicit MeteredBroker(FairBroker::Limits limits) : broker_(limits) {}

  // Asks for one unit. Only if the answer is `queued` is `waiter` kept; it comes back from leave() when its turn has
  // come, or from take_expired() or take_all().
  Decision enter(Waiter waiter, Owner owner, Instant now, Instant deadline) {
    const FairBroker::Ticket ticket = next_ticket_++;
    const Decision decision = broker_.acquire(ticket, owner, deadline);
    switch (decision) {
      case Decision::granted:
        ++counts_.granted[index_of(owner)];
        break;
      case Decision::refused:
        ++counts_.refused[index_of(owner)];
        break;
      case Decision::queued:
        waiting_.emplace(ticket, Waiting{std::move(waiter), owner, now});
        break;
    }
    return decision;
  }

  // Gives the holder's unit back; the waiter that holds it from now on, if any.
  std::optional<Waiter> leave(Owner holder, Instant now) {
    const std::optional<FairBroker::Ticket> next = broker_.release(holder, now);
    if (!next) return std::nullopt;
    Waiting granted = take(*next);
    const std::size_t owner = index_of(granted.owner);
    ++counts_.granted[owner];
    counts_.waited_us[owner] +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now - granted.since).count());
    return std::move(granted.waiter);
  }

  std::vector<Waiter> take_expired(Instant now) {
    std::vector<Waiter> expired;
    for (const FairBroker::Ticket ticket : broker_.take_expired(now)) {
      Waiting waiting = take(ticket);
      ++counts_.expired[index_of(waiting.owner)];
      expired.push_back(std::move(waiting.waiter));
    }
    return expired;
  }

  // Sends everybody away who waits, in the order of their coming.
  std::vector<Waiter> take_all() {
    std::vector<FairBroker::Ticket> tickets;
    for (const auto& [ticket, waiting] : waiting_) tickets.push_back(ticket);
    std::sort(tickets.begin(), tickets.end());
    std::vector<Waiter> all;
    for (const FairBroker::Ticket ticket : tickets) {
      broker_.cancel(ticket);
      all.push_back(take(ticket).waiter);
    }
    return all;
  }

  // A waiter that is gone without having had its turn.
  void forget(const Waiter& waiter) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&waiter](const auto& entry) { return entry.second.waiter == waiter; });
    if (found == waiting_.end()) return;
    broker_.cancel(found->first);
    waiting_.erase(found);
  }

  std::size_t waiting() const { return waiting_.size(); }
  Instant next_deadline() const { return broker_.next_deadline(); }
  void set_shares(std::optional<FairBroker::Shares> shares) { broker_.set_shares(shares); }

  ResourceStatus status() const {
    ResourceStatus status = counts_;
    status.capacity = broker_.capacity();
    status.in_use = broker_.in_use();
    for (std::size_t i = 0; i < kOwnerCount; ++i) {
      status.waiting[i] = broker_.waiting(static_cast<Owner>(i));
    }
    return status;
  }

 private:
  struct Waiting {
    Waiter waiter;
    Owner owner;
    Instant since;
  };

  Waiting take(FairBroker::Ticket ticket) {
    const auto found = waiting_.find(ticket);
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    return waiting;
  }

  FairBroker broker_;
  std::unordered_map<FairBroker::Ticket, Waiting> waiting_;
  ResourceStatus counts_;
  FairBroker::Ticket next_ticket_ = 0;
};

}  // namespace souk::domain
