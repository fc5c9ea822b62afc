// Which positions of the event log were consumed: one bit for each position above the first gap, nothing below it.
// Positions are dense and consumed roughly in order, so it stays as small as what the workers hold.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace souk::sim {

class PositionSet {
 public:
  bool contains(std::uint64_t position) const {
    if (position < base_) return true;
    const std::uint64_t word = (position - base_) / kBits;
    return word < words_.size() && (words_[word] >> (position % kBits) & 1) != 0;
  }
  void insert(std::uint64_t position);

  // Everything below `watermark` was consumed, as the consumer says: gaps far below it are filled. Not those just
  // below, where a single event of a batch may bring the watermark of its whole batch.
  void pass(std::uint64_t watermark);

  // "first-last" of every run of consumed positions, ascending.
  std::vector<std::string> runs() const;

 private:
  static constexpr std::uint64_t kBits = 64;

  void drop_full_words();

  std::uint64_t base_ = 0;           // a multiple of kBits; every position below is in the set
  std::deque<std::uint64_t> words_;  // bits of the positions from base_ on
};

}  // namespace souk::sim
