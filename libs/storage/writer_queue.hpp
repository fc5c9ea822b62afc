// The store has one writer at a time. Everybody who wants to write, pooled connections and analytics workers alike,
// queues here on the calling thread, first come first served. SQLite's own busy handler polls and starves; this does
// neither.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

#include "domain/fair_broker.hpp"
#include "domain/metered_broker.hpp"
#include "domain/request_phase.hpp"
#include "domain/result.hpp"
#include "domain/status.hpp"
#include "ports/clock.hpp"
#include "ports/phase_sink.hpp"

namespace souk::storage {

class WriterQueue {
 public:
  struct Options {
    std::size_t writers = 1;                    // at a time; a database that sorts writers out by itself has many
    std::size_t max_waiting = 2'048;            // threads; beyond these a writer is refused
    Nanos max_wait = std::chrono::seconds(30);  // the longest wait of a writer without a deadline of its own
    ports::PhaseSink* phases = nullptr;         // told of the waits and holds that nobody is billed for: the workers'
  };

  // The right to write. Given back, and handed to the next in line, when destroyed.
  class Turn {
   public:
    Turn(Turn&& other) noexcept : queue_(std::exchange(other.queue_, nullptr)), hold_(other.hold_) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (queue_ != nullptr) queue_->give_back(hold_);
    }

   private:
    friend class WriterQueue;
    struct Hold {
      domain::Owner owner;
      Instant since;
      Nanos waited;
      bool billed;  // the wait is in somebody's account already
    };
    Turn(WriterQueue& queue, const Hold& hold) : queue_(&queue), hold_(hold) {}

    WriterQueue* queue_;
    Hold hold_;
  };

  WriterQueue(Options options, ports::Clock& clock);

  // Blocks the calling thread until its turn. The wait, also one in vain, is added to `billed`; without it, wait and
  // hold go to Options::phases. Errors: overloaded (line full), deadline_exceeded.
  Result<Turn> take(domain::Owner owner, Instant deadline, domain::PhaseTimes* billed = nullptr);

  void set_shares(std::optional<domain::FairBroker::Shares> shares);
  domain::ResourceStatus status() const;

 private:
  enum class State { waiting, granted, expired };
  // One condition variable each: a turn wakes the one thread that it is for.
  struct Waiter {
    std::condition_variable woken;
    State state = State::waiting;
    Instant ended_at{};
    void wake(State why, Instant now) {
      state = why;
      ended_at = now;
      woken.notify_one();
    }
  };
  void give_back(const Turn::Hold& hold);
  // Waits until the place in line has come to its end. Called and left with the lock held.
  void wait_in_line(Waiter& waiter, Instant limit, std::unique_lock<std::mutex>& lock);

  const Options options_;
  ports::Clock& clock_;
  mutable std::mutex mutex_;
  domain::MeteredBroker<Waiter*> line_;
};

}  // namespace souk::storage
