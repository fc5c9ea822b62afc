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
        held_.push_back({owner, now});
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

  // Gives the holder's unit back, which it has had since `granted_at`: the `now` of the enter() or leave() that gave it
  // to him. The waiter that holds it from now on, if any.
  std::optional<Waiter> leave(Owner holder, Instant granted_at, Instant now) {
    drop_hold(holder, granted_at);
    return hand_on(holder, now);
  }
  // For a holder who did not keep that moment: the owner's unit that was granted first counts as the one given back.
  std::optional<Waiter> leave(Owner holder, Instant now) {
    Instant first = now;
    for (const Hold& hold : held_) {
      if (hold.owner == holder) first = std::min(first, hold.since);
    }
    return leave(holder, first, now);
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

  // The waiters that hold one of the added units from now on. Less capacity takes effect as units come back.
  std::vector<Waiter> set_capacity(std::size_t capacity, Instant now) {
    std::vector<Waiter> granted;
    for (const FairBroker::Ticket ticket : broker_.set_capacity(capacity, now)) {
      granted.push_back(grant(ticket, now));
    }
    return granted;
  }

  std::size_t waiting() const { return waiting_.size(); }
  Instant next_deadline() const { return broker_.next_deadline(); }
  void set_shares(std::optional<FairBroker::Shares> shares) { broker_.set_shares(shares); }

  // Looks at everybody who holds or waits.
  ResourceStatus status(Instant now) const {
    ResourceStatus status = counts_;
    status.capacity = broker_.capacity();
    status.in_use = broker_.in_use();
    for (std::size_t i = 0; i < kOwnerCount; ++i) {
      status.holding[i] = broker_.in_use(static_cast<Owner>(i));
      status.waiting[i] = broker_.waiting(static_cast<Owner>(i));
    }
    for (const Hold& hold : held_) note_age(status.longest_hold_us, hold.owner, now - hold.since);
    for (const auto& [ticket, waiting] : waiting_) note_age(status.longest_wait_us, waiting.owner, now - waiting.since);
    return status;
  }

 private:
  struct Waiting {
    Waiter waiter;
    Owner owner;
    Instant since;
  };

  struct Hold {
    Owner owner;
    Instant since;
  };

  std::optional<Waiter> hand_on(Owner holder, Instant now) {
    const std::optional<FairBroker::Ticket> next = broker_.release(holder, now);
    if (!next) return std::nullopt;
    return grant(*next, now);
  }

  Waiter grant(FairBroker::Ticket ticket, Instant now) {
    Waiting granted = take(ticket);
    held_.push_back({granted.owner, now});
    const std::size_t owner = index_of(granted.owner);
    ++counts_.granted[owner];
    counts_.waited_us[owner] += to_us(now - granted.since);
    return std::move(granted.waiter);
  }

  static std::uint64_t to_us(Nanos span) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, span.count() / 1'000));
  }
  static void note_age(PerOwner<std::uint64_t>& longest, Owner owner, Nanos age) {
    longest[index_of(owner)] = std::max(longest[index_of(owner)], to_us(age));
  }
  void drop_hold(Owner owner, Instant since) {
    const auto held =
        std::find_if(held_.begin(), held_.end(), [&](const Hold& h) { return h.owner == owner && h.since == since; });
    if (held == held_.end()) return;
    *held = held_.back();
    held_.pop_back();
  }

  Waiting take(FairBroker::Ticket ticket) {
    const auto found = waiting_.find(ticket);
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    return waiting;
  }

  FairBroker broker_;
  std::unordered_map<FairBroker::Ticket, Waiting> waiting_;
  std::vector<Hold> held_;  // as many as there are units at most
  ResourceStatus counts_;
  FairBroker::Ticket next_ticket_ = 0;
};

}  // namespace souk::domain
