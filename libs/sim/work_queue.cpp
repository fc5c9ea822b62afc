#include "sim/work_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace souk::sim {

Task<bool> WorkQueue::push(std::vector<ports::LogRecord>& records, Instant deadline) {
  while (!closed_ && !fits(records.size())) {
    if (context_.now() >= deadline) co_return false;
    Place place(context_, pushers_);
    if (deadline != kNever) place.waiter.set_alarm(deadline, [&waiter = place.waiter] { waiter.wake(); });
    co_await place.waiter.wait();
  }
  if (closed_) co_return false;
  const std::size_t count = records.size();
  std::move(records.begin(), records.end(), std::back_inserter(records_));
  records.clear();
  wake_takers(count);
  co_return true;
}

bool WorkQueue::must_stop() {
  if (closed_) return true;
  if (retiring_ == 0) return false;
  --retiring_;
  return true;
}

Task<std::vector<ports::LogRecord>> WorkQueue::take(std::size_t max) {
  for (;;) {
    if (must_stop()) co_return std::vector<ports::LogRecord>{};
    if (!paused_ && !records_.empty()) break;
    Place place(context_, takers_);
    co_await place.waiter.wait();
  }
  const auto count = static_cast<std::ptrdiff_t>(std::min(std::max<std::size_t>(1, max), records_.size()));
  std::vector<ports::LogRecord> taken(std::make_move_iterator(records_.begin()),
                                      std::make_move_iterator(records_.begin() + count));
  records_.erase(records_.begin(), records_.begin() + count);
  wake(pushers_, 1);
  co_return taken;
}

// Beyond the bound if need be: what a worker had in hand must not be lost.
void WorkQueue::put_back(std::vector<ports::LogRecord> records) {
  const std::size_t count = records.size();
  std::move(records.begin(), records.end(), std::back_inserter(records_));
  wake_takers(count);
}

void WorkQueue::set_paused(bool paused) {
  if (paused == paused_) return;
  paused_ = paused;
  wake_takers(records_.size());
}

void WorkQueue::retire(std::size_t count) {
  retiring_ += count;
  wake(takers_, count);
}

void WorkQueue::close() {
  closed_ = true;
  wake(takers_, takers_.size());
  wake(pushers_, pushers_.size());
}

void WorkQueue::wake_takers(std::size_t count) {
  if (!paused_) wake(takers_, count);
}

// The first `count` that were not woken yet; those look for themselves whether there is anything for them.
void WorkQueue::wake(std::list<Place*>& line, std::size_t count) {
  for (auto place = line.begin(); place != line.end() && count > 0; ++place) {
    if ((*place)->waiter.woken()) continue;
    (*place)->waiter.wake();
    --count;
  }
}

}  // namespace souk::sim
