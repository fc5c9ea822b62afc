#include "services/souk/drill_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

TEST(DrillView, ShowsMinutesInShortDrillsAndDaysInLongOnes) {
  EXPECT_EQ(clock_text(seconds(74), minutes(2)), "1:14");
  EXPECT_EQ(clock_text(seconds(3'599), hours(1)), "59:59");
  EXPECT_EQ(clock_text(seconds(74), hours(27 * 24)), "0d 00:01");
  EXPECT_EQ(clock_text(hours(3 * 24 + 4) + minutes(15) + seconds(59), hours(27 * 24)), "3d 04:15");
}

TEST(DrillView, HasTheClockInItsLine) {
  app::DrillProgress progress;
  progress.phase = "burst";
  progress.clock = hours(25);
  progress.duration = hours(27 * 24);
  progress.backlog = 12'345;
  EXPECT_THAT(progress_line(progress), HasSubstr("burst        1d 01:00/27d 00:00  core"));
  EXPECT_THAT(progress_line(progress), HasSubstr("backlog  12,345"));
  progress.clock = seconds(14);
  progress.duration = seconds(125);
  EXPECT_THAT(progress_line(progress), HasSubstr("burst        0:14/2:05"));
}

}  // namespace
}  // namespace souk
