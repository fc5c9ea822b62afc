// The work queue on moodycamel's blocking queue. Bounded by permits; waiting workers sleep (the library's default of
// spinning first is switched off: a thousand idle workers must not burn the cores that the shop needs).
#pragma once

#include <blockingconcurrentqueue.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "domain/status.hpp"
#include "ports/clock.hpp"
#include "ports/work_queue.hpp"

namespace souk::runtime {

class BoundedWorkQueue final : public ports::WorkQueue {
 public:
  // `capacity` > 0 records. Every call that waits blocks its thread: producers and workers own theirs.
  BoundedWorkQueue(std::size_t capacity, ports::Clock& clock);

  Task<bool> push(std::vector<ports::LogRecord>& records, Instant deadline) override;
  Task<std::vector<ports::LogRecord>> take(std::size_t max) override;
  void put_back(std::vector<ports::LogRecord> records) override;
  void set_paused(bool paused) override;
  void retire(std::size_t count) override;
  std::size_t size() const override;
  // Everybody gets an empty answer, now and later.
  void close();
  // Who has the places in the queue, and since when somebody wants room in vain. The age of the oldest record takes the
  // queue for first in, first out, which it is but for records that were put back.
  domain::ResourceUse use() const;

 private:
  struct Item {
    ports::LogRecord record;
    bool wake = false;  // no record: only makes one waiting worker look at the state again
  };
  struct Traits : moodycamel::ConcurrentQueueDefaultTraits {
    static const int MAX_SEMA_SPINS = 0;
  };
  bool must_stop();
  void wait_while_paused();
  std::vector<ports::LogRecord> take_now(std::size_t max);
  void enqueue_records(std::vector<ports::LogRecord> records);
  void enqueue_wakes(std::size_t count);
  // With the lock held.
  void note_queued(std::size_t count);
  void note_taken(std::size_t count);

  const std::size_t capacity_;
  ports::Clock& clock_;
  moodycamel::BlockingConcurrentQueue<Item, Traits> queue_;
  std::atomic<std::size_t> records_{0};
  std::atomic<std::size_t> retiring_{0};
  std::atomic<bool> paused_{false};
  std::atomic<bool> closed_{false};
  // Records up to the `end`-th one that was ever queued came at `at` or before.
  struct Arrival {
    std::uint64_t end;
    Instant at;
  };

  mutable std::mutex mutex_;      // guards what follows, and changes of the state above that somebody waits for
  std::deque<Arrival> arrivals_;  // of the records in the queue
  std::uint64_t queued_ = 0;
  std::uint64_t taken_ = 0;
  std::optional<Instant> wants_room_since_;
  std::condition_variable room_;
  std::condition_variable resumed_;
};

}  // namespace souk::runtime
