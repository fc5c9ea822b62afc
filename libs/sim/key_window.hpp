// The last so many event keys: the duplicate filter of a store that cannot grow for ever. A duplicate that comes after
// its original was forgotten counts again, so the window has to be longer than any redelivery goes back.
#pragma once

#include <vector>

#include "domain/event.hpp"
#include "sim/hash_index.hpp"

namespace souk::sim {

class KeyWindow {
 public:
  // At most `limit` keys, at least 1.
  explicit KeyWindow(std::size_t limit);

  bool contains(const domain::EventKey& key) const {
    return index_.find(key.low, [&](std::uint32_t place) { return keys_[place] == key; }) != HashIndex::kNone;
  }
  // The key that was inserted last.
  bool is_newest(const domain::EventKey& key) const {
    if (keys_.empty()) return false;
    return keys_.size() < limit_ || oldest_ == 0 ? keys_.back() == key : keys_[oldest_ - 1] == key;
  }
  // As HashIndex::prefetch: a big window lies outside of the caches.
  void prefetch(const domain::EventKey& key) const { index_.prefetch(key.low); }
  // The key must not be there yet. Forgets the oldest one if the window is full.
  void insert(const domain::EventKey& key);

  std::size_t size() const { return keys_.size(); }
  // In the order of the keys.
  std::vector<domain::EventKey> sorted() const;

 private:
  const std::size_t limit_;
  std::vector<domain::EventKey> keys_;  // a ring once full
  std::size_t oldest_ = 0;              // once full
  HashIndex index_;
};

}  // namespace souk::sim
