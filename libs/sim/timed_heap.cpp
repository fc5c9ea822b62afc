#include "sim/timed_heap.hpp"

#include <algorithm>

namespace souk::sim {

void TimedHeap::rise(std::size_t hole, Timed timed) {
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / kChildren;
    if (!places_[parent].after(timed)) break;
    put(hole, places_[parent]);
    hole = parent;
  }
  put(hole, timed);
}

void TimedHeap::sink(std::size_t hole, Timed timed) {
  const std::size_t size = places_.size();
  for (;;) {
    const std::size_t first = hole * kChildren + 1;
    if (first >= size) break;
    std::size_t best = first;
    const std::size_t end = std::min(first + kChildren, size);
    for (std::size_t child = first + 1; child < end; ++child) {
      if (places_[best].after(places_[child])) best = child;
    }
    if (!timed.after(places_[best])) break;
    put(hole, places_[best]);
    hole = best;
  }
  put(hole, timed);
}

void TimedHeap::take_out(std::size_t place) {
  places_[place].entry->place_ = Entry::kNotTimed;
  const Timed moved = places_.back();
  places_.pop_back();
  if (place == places_.size()) return;
  if (place > 0 && places_[(place - 1) / kChildren].after(moved)) {
    rise(place, moved);
  } else {
    sink(place, moved);
  }
}

}  // namespace souk::sim
