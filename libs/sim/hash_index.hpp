// Finds rows of tables that are kept as plain arrays: a hash leads to the row's place. Eight bytes a slot, so that a
// million rows are searched with one cache miss; the rows themselves are looked at only when half of the hash agrees.
// Nothing can be listed from it, so its inner order cannot leak into results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace souk::sim {

// Spreads the bits of a packed key over the whole word (the finish of SplitMix64).
constexpr std::uint64_t spread_bits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;  // no place; places are smaller

  // The place that was inserted with `hash` and of which same(place) says yes; kNone if there is none.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    if (used_ == 0) return kNone;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag & mask_; slots_[at].place != kNone; at = (at + 1) & mask_) {
      if (slots_[at].tag == tag && same(slots_[at].place)) return slots_[at].place;
    }
    return kNone;
  }

  // Tells the machine that `hash` will be looked for in a moment. Changes nothing but how long that takes.
  void prefetch(std::uint64_t hash) const {
    if (used_ > 0) __builtin_prefetch(&slots_[tag_of(hash) & mask_], 1);
  }

  // The place must not be there yet.
  void insert(std::uint64_t hash, std::uint32_t place);
  // The place must be there, with this hash.
  void erase(std::uint64_t hash, std::uint32_t place);
  // Forgets everything and keeps the memory.
  void clear();

  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t place = kNone;
  };
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash ^ (hash >> 32)); }
  void put(Slot slot);
  void grow();

  std::vector<Slot> slots_;  // a power of two of them, at most half in use: linear probing stays short
  std::size_t mask_ = 0;
  std::size_t used_ = 0;
};

}  // namespace souk::sim
