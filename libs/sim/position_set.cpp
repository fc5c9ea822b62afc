#include "sim/position_set.hpp"

namespace souk::sim {
namespace {

constexpr std::uint64_t kKeptBelowWatermark = 65'536;

}  // namespace

void PositionSet::insert(std::uint64_t position) {
  if (position < base_) return;
  const std::uint64_t word = (position - base_) / kBits;
  if (word >= words_.size()) words_.resize(word + 1);
  words_[word] |= std::uint64_t{1} << (position % kBits);
  drop_full_words();
}

void PositionSet::pass(std::uint64_t watermark) {
  if (watermark < base_ + kKeptBelowWatermark + kBits) return;
  const std::uint64_t base = (watermark - kKeptBelowWatermark) / kBits * kBits;
  const std::uint64_t words = (base - base_) / kBits;
  if (words >= words_.size()) {
    words_.clear();
  } else {
    words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(words));
  }
  base_ = base;
  drop_full_words();
}

void PositionSet::drop_full_words() {
  while (!words_.empty() && words_.front() == ~std::uint64_t{0}) {
    words_.pop_front();
    base_ += kBits;
  }
}

std::vector<std::string> PositionSet::runs() const {
  std::vector<std::string> runs;
  const std::uint64_t end = base_ + words_.size() * kBits;
  std::uint64_t position = 0;
  while (position < end) {
    if (!contains(position)) {
      ++position;
      continue;
    }
    const std::uint64_t first = position;
    if (position < base_) position = base_;
    while (contains(position)) ++position;
    runs.push_back(std::to_string(first) + "-" + std::to_string(position - 1));
  }
  return runs;
}

}  // namespace souk::sim
