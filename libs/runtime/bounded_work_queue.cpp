#include "runtime/bounded_work_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace souk::runtime {
namespace {

constexpr std::size_t kMostWorkers = 4096;  // wake-ups sent on close; more than the cluster can have

std::chrono::steady_clock::time_point to_steady(Instant when, Instant now) {
  const Nanos wait = std::clamp<Nanos>(when - now, Nanos{0}, std::chrono::hours(1));
  return std::chrono::steady_clock::now() + wait;
}

}  // namespace

BoundedWorkQueue::BoundedWorkQueue(std::size_t capacity, ports::Clock& clock) : capacity_(capacity), clock_(clock) {}

Task<bool> BoundedWorkQueue::push(std::vector<ports::LogRecord>& records, Instant deadline) {
  {
    std::unique_lock lock(mutex_);
    const Instant now = clock_.now();
    const auto until = to_steady(deadline, now);
    // A batch larger than the whole queue is let in once the queue is empty.
    const auto has_room = [this, &records] {
      const std::size_t held = records_.load();
      return closed_ || held == 0 || held + records.size() <= capacity_;
    };
    // Kept when the wait ends in vain: who has given up for a moment comes back with the same records.
    if (!has_room() && !wants_room_since_) wants_room_since_ = now;
    const bool fits = room_.wait_until(lock, until, has_room);
    if (!fits || closed_) co_return false;
    wants_room_since_.reset();
    records_ += records.size();
    note_queued(records.size());
  }
  enqueue_records(std::exchange(records, {}));
  co_return true;
}

bool BoundedWorkQueue::must_stop() {
  if (closed_) return true;
  std::size_t left = retiring_.load();
  while (left > 0) {
    if (retiring_.compare_exchange_weak(left, left - 1)) return true;
  }
  return false;
}

void BoundedWorkQueue::wait_while_paused() {
  std::unique_lock lock(mutex_);
  resumed_.wait(lock, [this] { return !paused_ || closed_ || retiring_ > 0; });
}

std::vector<ports::LogRecord> BoundedWorkQueue::take_now(std::size_t max) {
  std::vector<Item> items(max);
  const std::size_t taken = queue_.wait_dequeue_bulk(items.begin(), max);
  std::vector<ports::LogRecord> records;
  records.reserve(taken);
  std::size_t wakes = 0;
  for (std::size_t i = 0; i < taken; ++i) {
    if (items[i].wake) {
      ++wakes;
    } else {
      records.push_back(std::move(items[i].record));
    }
  }
  // One wake-up is this worker's; the others were meant for other waiting workers.
  if (wakes > 1) enqueue_wakes(wakes - 1);
  return records;
}

Task<std::vector<ports::LogRecord>> BoundedWorkQueue::take(std::size_t max) {
  while (true) {
    if (must_stop()) co_return std::vector<ports::LogRecord>{};
    if (paused_) {
      wait_while_paused();
      continue;
    }
    std::vector<ports::LogRecord> records = take_now(std::max<std::size_t>(1, max));
    if (records.empty()) continue;
    if (paused_ || closed_) {
      enqueue_records(std::move(records));  // their permits are still held
      continue;
    }
    {
      const std::scoped_lock lock(mutex_);
      records_ -= records.size();
      note_taken(records.size());
    }
    room_.notify_one();
    co_return records;
  }
}

void BoundedWorkQueue::put_back(std::vector<ports::LogRecord> records) {
  // The permits are taken again, even beyond the bound, because a record in hand must not be lost; the excess is at
  // most what the workers hold.
  {
    const std::scoped_lock lock(mutex_);
    records_ += records.size();
    note_queued(records.size());
  }
  enqueue_records(std::move(records));
}

void BoundedWorkQueue::note_queued(std::size_t count) {
  queued_ += count;
  arrivals_.push_back({queued_, clock_.now()});
}

void BoundedWorkQueue::note_taken(std::size_t count) {
  taken_ += count;
  while (!arrivals_.empty() && arrivals_.front().end <= taken_) arrivals_.pop_front();
}

domain::ResourceUse BoundedWorkQueue::use() const {
  const auto since = [now = clock_.now()](Instant then) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, (now - then).count() / 1'000));
  };
  constexpr std::size_t kOwner = index_of(domain::Owner::analytics);  // of all that goes through this queue
  const std::scoped_lock lock(mutex_);
  domain::ResourceUse use;
  use.capacity = capacity_;
  use.in_use = records_;
  use.holding[kOwner] = use.in_use;
  if (!arrivals_.empty()) use.longest_hold_us[kOwner] = since(arrivals_.front().at);
  use.waiting[kOwner] = wants_room_since_ ? 1 : 0;
  if (wants_room_since_) use.longest_wait_us[kOwner] = since(*wants_room_since_);
  return use;
}

void BoundedWorkQueue::enqueue_records(std::vector<ports::LogRecord> records) {
  std::vector<Item> items(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) items[i].record = std::move(records[i]);
  queue_.enqueue_bulk(std::make_move_iterator(items.begin()), items.size());
}

void BoundedWorkQueue::enqueue_wakes(std::size_t count) {
  std::vector<Item> wakes(count);
  for (Item& item : wakes) item.wake = true;
  queue_.enqueue_bulk(std::make_move_iterator(wakes.begin()), wakes.size());
}

void BoundedWorkQueue::set_paused(bool paused) {
  {
    const std::scoped_lock lock(mutex_);
    paused_ = paused;
  }
  resumed_.notify_all();
}

void BoundedWorkQueue::retire(std::size_t count) {
  {
    const std::scoped_lock lock(mutex_);
    retiring_ += count;
  }
  resumed_.notify_all();
  enqueue_wakes(count);
}

std::size_t BoundedWorkQueue::size() const { return records_; }

void BoundedWorkQueue::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  room_.notify_all();
  resumed_.notify_all();
  enqueue_wakes(kMostWorkers);
}

}  // namespace souk::runtime
