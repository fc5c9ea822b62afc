#include "domain/insight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/iso_week.hpp"

namespace souk::domain {
namespace {

constexpr std::int64_t kThursday = 18'326;  // 2020-03-05
constexpr std::int64_t kMonday = 18'323;

std::vector<std::int64_t> active(const std::vector<WeekFigures>& weeks) {
  std::vector<std::int64_t> values;
  for (const WeekFigures& week : weeks) values.push_back(week.active_installs);
  return values;
}

TEST(Insight, WorksOutPastCountsFromWhatChangedSince) {
  const std::vector<DayCount> days{
      {kMonday, EventType::installed, 5},       {kMonday + 1, EventType::uninstalled, 1},
      {kMonday - 1, EventType::installed, 10},  {kMonday - 1, EventType::downloaded, 3},
      {kMonday - 8, EventType::uninstalled, 2}, {kMonday - 1, EventType::heartbeat, 1'000}};
  const auto weeks = weekly_figures(kThursday, 2, 100, days, {});
  ASSERT_EQ(weeks.size(), 3U);
  EXPECT_THAT(active(weeks), testing::ElementsAre(86, 96, 100));
  EXPECT_EQ(weeks[0].week, kMonday - 14);
  EXPECT_EQ(weeks[0].downloads, 0);
  EXPECT_EQ(weeks[1].downloads, 13) << "an install is a download too";
  EXPECT_EQ(weeks[2].downloads, 5);
  EXPECT_TRUE(weeks[1].complete);
  EXPECT_FALSE(weeks[2].complete);
}

TEST(Insight, CarriesPresenceOnUntilItChanges) {
  const std::vector<WeekPresence> presence{{kMonday - 70, 4}, {kMonday - 14, 9}, {kMonday, 7}};
  const auto weeks = weekly_figures(kThursday, 3, 0, {}, presence);
  EXPECT_EQ(weeks[0].active_instances, 4) << "of long before";
  EXPECT_EQ(weeks[1].active_instances, 9);
  EXPECT_EQ(weeks[2].active_instances, 9) << "nothing changed";
  EXPECT_EQ(weeks[3].active_instances, 7);
}

TEST(Insight, FilesTheFutureUnderToday) {
  const std::vector<DayCount> days{{kThursday + 400, EventType::installed, 2}};
  const auto weeks = weekly_figures(kThursday, 1, 10, days, {});
  EXPECT_THAT(active(weeks), testing::ElementsAre(8, 10));
}

}  // namespace
}  // namespace souk::domain
