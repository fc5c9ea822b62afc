// The WorkQueue port in the simulated world: first in, first out, bounded.
#pragma once

#include <deque>
#include <list>

#include "ports/work_queue.hpp"
#include "sim/waiter.hpp"

namespace souk::sim {

class WorkQueue final : public ports::WorkQueue {
 public:
  WorkQueue(Context& context, std::size_t capacity) : context_(context), capacity_(capacity) {}

  Task<bool> push(std::vector<ports::LogRecord>& records, Instant deadline) override;
  Task<std::vector<ports::LogRecord>> take(std::size_t max) override;
  void put_back(std::vector<ports::LogRecord> records) override;
  void set_paused(bool paused) override;
  void retire(std::size_t count) override;
  std::size_t size() const override { return records_.size(); }
  // Everybody who waits or comes gets nothing.
  void close();

 private:
  // A line of coroutines; each leaves it with its frame.
  struct Place {
    Place(Context& context, std::list<Place*>& its_line) : waiter(context), line(its_line) {
      here = line.insert(line.end(), this);
    }
    ~Place() { line.erase(here); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Waiter waiter;
    std::list<Place*>& line;
    std::list<Place*>::iterator here;
  };
  bool fits(std::size_t count) const { return records_.empty() || records_.size() + count <= capacity_; }
  bool must_stop();
  void wake_takers(std::size_t count);
  static void wake(std::list<Place*>& line, std::size_t count);

  Context& context_;
  const std::size_t capacity_;
  std::deque<ports::LogRecord> records_;
  std::list<Place*> takers_;
  std::list<Place*> pushers_;
  std::size_t retiring_ = 0;
  bool paused_ = false;
  bool closed_ = false;
};

}  // namespace souk::sim
