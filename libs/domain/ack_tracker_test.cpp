#include "domain/ack_tracker.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "domain/random.hpp"

namespace souk::domain {
namespace {

TEST(AckTrackerTest, AnEmptyTrackerStandsAtItsFirstPosition) {
  const AckTracker tracker(42);
  EXPECT_EQ(tracker.low_watermark(), 42U);
  EXPECT_EQ(tracker.next_position(), 42U);
  EXPECT_EQ(tracker.outstanding(), 0U);
  EXPECT_EQ(tracker.oldest_appended_at(), std::nullopt);
}

TEST(AckTrackerTest, TheWatermarkWaitsForTheLowestUnfinishedPosition) {
  AckTracker tracker(0);
  for (std::uint64_t position = 0; position < 4; ++position) {
    tracker.issue(position, 1'000 + static_cast<UnixMs>(position));
  }
  EXPECT_TRUE(tracker.complete(2));
  EXPECT_TRUE(tracker.complete(1));
  EXPECT_EQ(tracker.low_watermark(), 0U);
  EXPECT_EQ(tracker.oldest_appended_at(), 1'000);
  EXPECT_EQ(tracker.outstanding(), 2U);
  EXPECT_TRUE(tracker.complete(0));
  EXPECT_EQ(tracker.low_watermark(), 3U);
  EXPECT_EQ(tracker.oldest_appended_at(), 1'003);
  EXPECT_TRUE(tracker.complete(3));
  EXPECT_EQ(tracker.low_watermark(), 4U);
  EXPECT_EQ(tracker.oldest_appended_at(), std::nullopt);
}

TEST(AckTrackerTest, CompletingTwiceOrTheUnknownChangesNothing) {
  AckTracker tracker(10);
  tracker.issue(10, 1);
  tracker.issue(11, 2);
  EXPECT_TRUE(tracker.complete(11));
  EXPECT_FALSE(tracker.complete(11));
  EXPECT_FALSE(tracker.complete(12));
  EXPECT_FALSE(tracker.complete(9));
  EXPECT_EQ(tracker.outstanding(), 1U);
  EXPECT_TRUE(tracker.complete(10));
  EXPECT_FALSE(tracker.complete(10));
  EXPECT_EQ(tracker.outstanding(), 0U);
}

TEST(AckTrackerTest, AGapOrARepeatIsABrokenInvariant) {
  AckTracker tracker(5);
  EXPECT_THROW(tracker.issue(6, 1), std::logic_error);
  tracker.issue(5, 1);
  EXPECT_THROW(tracker.issue(5, 1), std::logic_error);
  EXPECT_EQ(tracker.outstanding(), 1U);
}

TEST(AckTrackerTest, AgreesWithASetOfUnfinishedPositions) {
  Random random(3, "ack");
  AckTracker tracker(100);
  std::set<std::uint64_t> unfinished;
  std::uint64_t next = 100;
  for (int i = 0; i < 50'000; ++i) {
    if (unfinished.empty() || (unfinished.size() < 500 && random.chance(0.5))) {
      tracker.issue(next, static_cast<UnixMs>(next) * 3);
      unfinished.insert(next++);
    } else {
      const std::uint64_t probe = *unfinished.begin() + random.below(next - *unfinished.begin());
      ASSERT_EQ(tracker.complete(probe), unfinished.erase(probe) == 1);
    }
    const std::uint64_t expected = unfinished.empty() ? next : *unfinished.begin();
    ASSERT_EQ(tracker.low_watermark(), expected);
    ASSERT_EQ(tracker.outstanding(), unfinished.size());
    ASSERT_EQ(tracker.oldest_appended_at().value_or(0), unfinished.empty() ? 0 : static_cast<UnixMs>(expected) * 3);
  }
}

}  // namespace
}  // namespace souk::domain
