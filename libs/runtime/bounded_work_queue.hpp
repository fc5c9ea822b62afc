// The work queue on moodycamel's blocking queue. Bounded by permits; waiting workers sleep (the library's default of
// spinning first is switched off: a thousand idle workers must not burn the cores that the shop needs).
#pragma once

#include <blockingconcurrentqueue.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

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

  const std::size_t capacity_;
  ports::Clock& clock_;
  moodycamel::BlockingConcurrentQueue<Item, Traits> queue_;
  std::atomic<std::size_t> records_{0};
  std::atomic<std::size_t> retiring_{0};
  std::atomic<bool> paused_{false};
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable resumed_;
};

}  // namespace souk::runtime
