// Entries that wait for a time, the earliest first, those of the same time in the order of asking. An entry knows its
// place, so that one that is called off leaves at once: most of a world's timeouts never come, and would be most of
// what lies in the heap.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/time.hpp"
#include "sim/entry.hpp"

namespace souk::sim {

struct Timed {
  Instant at;
  std::uint64_t sequence;
  Entry* entry;
  bool after(const Timed& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
};

class TimedHeap {
 public:
  bool empty() const { return places_.empty(); }
  std::size_t size() const { return places_.size(); }
  const Timed& front() const { return places_.front(); }
  // In no order.
  const std::vector<Timed>& all() const { return places_; }

  void push(Timed timed) {
    places_.push_back(timed);
    rise(places_.size() - 1, timed);
  }
  void pop() { take_out(0); }
  // False if it is not there.
  bool remove(Entry* entry) {
    if (entry->place_ == Entry::kNotTimed) return false;
    take_out(entry->place_);
    return true;
  }

 private:
  // Four children to a node: half the levels of a binary heap, and siblings share a cache line or two.
  static constexpr std::size_t kChildren = 4;

  void put(std::size_t place, const Timed& timed) {
    places_[place] = timed;
    timed.entry->place_ = static_cast<std::uint32_t>(place);
  }
  void rise(std::size_t hole, Timed timed);
  void sink(std::size_t hole, Timed timed);
  void take_out(std::size_t place);

  std::vector<Timed> places_;
};

}  // namespace souk::sim
