#include "sim/hash_index.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace souk::sim {

void HashIndex::put(Slot slot) {
  std::size_t at = slot.tag & mask_;
  while (slots_[at].place != kNone) at = (at + 1) & mask_;
  slots_[at] = slot;
}

void HashIndex::grow() {
  constexpr std::size_t kFirstSlots = 16;
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(std::max(kFirstSlots, slots_.size() * 2)));
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.place != kNone) put(slot);
  }
}

void HashIndex::insert(std::uint64_t hash, std::uint32_t place) {
  if (2 * (used_ + 1) > slots_.size()) grow();
  put({.tag = tag_of(hash), .place = place});
  ++used_;
}

void HashIndex::erase(std::uint64_t hash, std::uint32_t place) {
  if (used_ == 0) throw std::logic_error("HashIndex::erase: empty");
  std::size_t hole = tag_of(hash) & mask_;
  while (slots_[hole].place != place) {
    if (slots_[hole].place == kNone) throw std::logic_error("HashIndex::erase: no such place");
    hole = (hole + 1) & mask_;
  }
  // Whoever was pushed past the hole moves back into it, so that no search ends too early.
  for (std::size_t at = (hole + 1) & mask_; slots_[at].place != kNone; at = (at + 1) & mask_) {
    const std::size_t home = slots_[at].tag & mask_;
    if (((at - home) & mask_) < ((at - hole) & mask_)) continue;  // its home lies behind the hole
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = Slot{};
  --used_;
}

void HashIndex::clear() {
  if (used_ > 0) std::fill(slots_.begin(), slots_.end(), Slot{});
  used_ = 0;
}

}  // namespace souk::sim
