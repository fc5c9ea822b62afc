// The store has one writer at a time. Everybody who wants to write, pooled connections and analytics workers alike,
// queues here on the calling thread, first come first served. SQLite's own busy handler polls and starves; this does
// neither.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

#include "domain/fair_broker.hpp"
#include "domain/metered_broker.hpp"
#include "domain/result.hpp"
#include "domain/status.hpp"
#include "ports/clock.hpp"

namespace souk::storage {

class WriterQueue {
 public:
  struct Options {
    std::size_t max_waiting = 2'048;            // threads; beyond these a writer is refused
    Nanos max_wait = std::chrono::seconds(30);  // the longest wait of a writer without a deadline of its own
  };

  // The right to write. Given back, and handed to the next in line, when destroyed.
  class Turn {
   public:
    Turn(WriterQueue& queue, domain::Owner owner) : queue_(&queue), owner_(owner) {}
    Turn(Turn&& other) noexcept : queue_(std::exchange(other.queue_, nullptr)), owner_(other.owner_) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (queue_ != nullptr) queue_->give_back(owner_);
    }

   private:
    WriterQueue* queue_;
    domain::Owner owner_;
  };

  WriterQueue(Options options, ports::Clock& clock);

  // Blocks the calling thread until its turn. Errors: overloaded (line full), deadline_exceeded.
  Result<Turn> take(domain::Owner owner, Instant deadline);

  void set_shares(std::optional<domain::FairBroker::Shares> shares);
  domain::ResourceStatus status() const;

 private:
  enum class State { waiting, granted, expired };
  // One condition variable each: a turn wakes the one thread that it is for.
  struct Waiter {
    std::condition_variable woken;
    State state = State::waiting;
    void wake(State why) {
      state = why;
      woken.notify_one();
    }
  };
  void give_back(domain::Owner owner);

  const Options options_;
  ports::Clock& clock_;
  mutable std::mutex mutex_;
  domain::MeteredBroker<Waiter*> line_;
};

}  // namespace souk::storage
