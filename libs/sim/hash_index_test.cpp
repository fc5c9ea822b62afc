#include "sim/hash_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <vector>

#include "domain/random.hpp"

namespace souk::sim {
namespace {

// Rows are their own places; hashes are made to collide in the slots and in whole tags.
std::uint64_t crowded(std::uint32_t row) { return row % 7 * 3; }

std::uint32_t find(const HashIndex& index, std::uint64_t hash, std::uint32_t row) {
  return index.find(hash, [row](std::uint32_t place) { return place == row; });
}

TEST(HashIndexTest, FindsNothingInAnEmptyOne) {
  HashIndex index;
  EXPECT_EQ(find(index, 1, 1), HashIndex::kNone);
  EXPECT_THROW(index.erase(1, 1), std::logic_error);
}

TEST(HashIndexTest, TellsRowsWithEqualHashesApart) {
  HashIndex index;
  index.insert(9, 1);
  index.insert(9, 2);
  EXPECT_EQ(find(index, 9, 1), 1U);
  EXPECT_EQ(find(index, 9, 2), 2U);
  EXPECT_EQ(find(index, 9, 3), HashIndex::kNone);
  index.erase(9, 1);
  EXPECT_EQ(find(index, 9, 1), HashIndex::kNone);
  EXPECT_EQ(find(index, 9, 2), 2U);
  EXPECT_THROW(index.erase(9, 1), std::logic_error);
}

TEST(HashIndexTest, KnowsWhatWasInsertedAndNotErasedWhateverTheOrder) {
  for (const bool collide : {false, true}) {
    domain::Random random(collide ? 1 : 2);
    const std::uint32_t rows = collide ? 60 : 3'000;
    const auto hash = [&](std::uint32_t row) { return collide ? crowded(row) : spread_bits(row); };
    HashIndex index;
    std::vector<bool> inside(rows);
    std::size_t count = 0;
    for (int step = 0; step < 20'000; ++step) {
      const auto row = static_cast<std::uint32_t>(random.below(rows));
      ASSERT_EQ(find(index, hash(row), row) == row, inside[row]);
      if (inside[row]) {
        index.erase(hash(row), row);
      } else {
        index.insert(hash(row), row);
      }
      count += inside[row] ? -1UL : 1UL;
      inside[row] = !inside[row];
      ASSERT_EQ(index.size(), count);
    }
    for (std::uint32_t row = 0; row < rows; ++row) EXPECT_EQ(find(index, hash(row), row) == row, inside[row]);
  }
}

TEST(HashIndexTest, ClearForgetsEverything) {
  HashIndex index;
  for (std::uint32_t row = 0; row < 100; ++row) index.insert(spread_bits(row), row);
  index.clear();
  EXPECT_EQ(index.size(), 0U);
  for (std::uint32_t row = 0; row < 100; ++row) EXPECT_EQ(find(index, spread_bits(row), row), HashIndex::kNone);
  index.insert(spread_bits(5), 5);
  EXPECT_EQ(find(index, spread_bits(5), 5), 5U);
}

}  // namespace
}  // namespace souk::sim
