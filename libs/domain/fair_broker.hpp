// Who gets the next unit of a limited resource: a pooled connection, the writer's turn. Pure bookkeeping, no locks and
// no clock, used by every store adapter (each wraps it in what its world needs: a mutex live, nothing simulated).
//
// First come first served, with a bounded waiting line and a deadline per waiter. With shares on (the bulkhead) owners
// that wait take turns in proportion to their weights (stride scheduling), first come first served within an owner;
// a newcomer still waits while anybody waits.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "domain/owner.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class FairBroker {
 public:
  using Ticket = std::uint64_t;
  enum class Decision { granted, queued, refused };
  struct Limits {
    std::size_t capacity = 1;     // units that can be held at once, > 0
    std::size_t max_waiting = 0;  // waiters beyond these are refused
  };
  // Weight per owner; an owner with weight 0 is served only when no weighted owner waits.
  using Shares = PerOwner<unsigned>;

  explicit FairBroker(Limits limits);

  // Tickets are chosen by the caller and unique among those held or waiting.
  Decision acquire(Ticket ticket, Owner owner, Instant deadline);
  // Gives one unit back. Returns the ticket that now holds it, if anybody waits; waiters whose deadline passed at
  // `now` are skipped and reported by the next take_expired().
  std::optional<Ticket> release(Owner holder, Instant now);
  // A waiter gives up (deadline, disconnect). False if it does not wait (it may have been granted meanwhile).
  bool cancel(Ticket ticket);
  // Moves every waiter past its deadline out of the line.
  std::vector<Ticket> take_expired(Instant now);
  // The earliest deadline of a waiter, kNever without one.
  Instant next_deadline() const;

  void set_shares(std::optional<Shares> shares);
  // Growing grants waiters at once (returned in order); shrinking takes effect as units come back.
  std::vector<Ticket> set_capacity(std::size_t capacity, Instant now);

  std::size_t capacity() const { return limits_.capacity; }
  std::size_t in_use() const { return in_use_total_; }
  std::size_t in_use(Owner owner) const { return in_use_[index_of(owner)]; }
  std::size_t waiting() const { return waiting_total_; }
  std::size_t waiting(Owner owner) const { return lines_[index_of(owner)].size(); }

 private:
  struct Waiter {
    Ticket ticket;
    std::uint64_t order;  // arrival order across owners
    Instant deadline;
  };
  std::optional<Owner> next_owner() const;
  bool goes_before(std::size_t a, std::size_t b) const;  // of two owners that wait
  std::optional<Ticket> grant_next(Instant now);
  void join_race(Owner owner);
  void count_grant(Owner owner);
  void drop_expired_heads(std::deque<Waiter>& line, Instant now);

  Limits limits_;
  std::optional<Shares> shares_;
  PerOwner<std::deque<Waiter>> lines_;
  PerOwner<std::size_t> in_use_{};
  PerOwner<std::uint64_t> pass_{};  // stride scheduling: virtual time used by each owner
  std::uint64_t virtual_time_ = 0;  // that of the latest grant: where an owner that was idle joins
  std::vector<Ticket> expired_;
  std::size_t in_use_total_ = 0;
  std::size_t waiting_total_ = 0;
  std::uint64_t next_order_ = 0;
};

// The bulkhead of the stores: a core write waits for the transaction under way and hardly ever for another.
FairBroker::Shares bulkhead_shares();

}  // namespace souk::domain
