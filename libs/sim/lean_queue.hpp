// The lean model's time: a plain heap of what happens next, and the objects it happens to. No coroutines, no executor.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "domain/time.hpp"

namespace souk::sim {

// Why an actor is called.
enum class LeanCall : std::uint8_t {
  go,       // the time it asked for has come, its work is done, its data are durable, its turn has come
  expired,  // it waited too long for its turn
};

class LeanActor {
 public:
  virtual void on_call(LeanCall call) = 0;

 protected:
  LeanActor() = default;
  LeanActor(const LeanActor&) = default;
  LeanActor& operator=(const LeanActor&) = default;
  ~LeanActor() = default;
};

class LeanQueue {
 public:
  Instant now() const { return now_; }
  std::uint64_t calls() const { return order_ - heap_.size(); }

  // In the order of (time, order of asking).
  void call_at(Instant when, LeanActor& actor, LeanCall call = LeanCall::go) {
    heap_.push_back({std::max(when, now_), order_++, &actor, call});
    std::push_heap(heap_.begin(), heap_.end(), kLater);
  }
  void call(LeanActor& actor, LeanCall call = LeanCall::go) { call_at(now_, actor, call); }

  // Everything up to `until`, which is then the time.
  void run(Instant until) {
    while (!heap_.empty() && heap_.front().at <= until) {
      const Entry next = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end(), kLater);
      heap_.pop_back();
      now_ = next.at;
      next.actor->on_call(next.call);
    }
    now_ = std::max(now_, until);
  }

 private:
  struct Entry {
    Instant at;
    std::uint64_t order;
    LeanActor* actor;
    LeanCall call;
  };
  static constexpr auto kLater = [](const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  };

  std::vector<Entry> heap_;
  Instant now_{};
  std::uint64_t order_ = 0;
};

// Objects that come and go in great numbers: taken back, kept, given out again. They go with the pool.
template <class T>
class LeanPool {
 public:
  T& take() {
    if (free_.empty()) return all_.emplace_back();
    T& object = *free_.back();
    free_.pop_back();
    return object;
  }
  void give_back(T& object) { free_.push_back(&object); }

 private:
  std::deque<T> all_;
  std::vector<T*> free_;
};

}  // namespace souk::sim
