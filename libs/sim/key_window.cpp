#include "sim/key_window.hpp"

#include <algorithm>
#include <stdexcept>

namespace souk::sim {

KeyWindow::KeyWindow(std::size_t limit) : limit_(limit) {
  if (limit == 0 || limit >= HashIndex::kNone) throw std::invalid_argument("KeyWindow: limit");
}

void KeyWindow::insert(const domain::EventKey& key) {
  if (keys_.size() < limit_) {
    index_.insert(key.low, static_cast<std::uint32_t>(keys_.size()));
    keys_.push_back(key);
    return;
  }
  // Those to be forgotten are known long before.
  constexpr std::size_t kAhead = 8;
  if (oldest_ + kAhead < limit_) prefetch(keys_[oldest_ + kAhead]);
  const auto place = static_cast<std::uint32_t>(oldest_);
  index_.erase(keys_[oldest_].low, place);
  keys_[oldest_] = key;
  index_.insert(key.low, place);
  if (++oldest_ == limit_) oldest_ = 0;
}

std::vector<domain::EventKey> KeyWindow::sorted() const {
  std::vector<domain::EventKey> keys = keys_;
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace souk::sim
