#include "domain/iso_week.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace souk::domain {
namespace {

std::int64_t day(int year, unsigned month, unsigned date) {
  const std::chrono::year_month_day at{std::chrono::year(year), std::chrono::month(month), std::chrono::day(date)};
  return std::chrono::sys_days(at).time_since_epoch().count();
}

TEST(IsoWeek, BeginsOnMonday) {
  EXPECT_EQ(week_of(day(2020, 3, 2)), day(2020, 3, 2));
  EXPECT_EQ(week_of(day(2020, 3, 5)), day(2020, 3, 2));
  EXPECT_EQ(week_of(day(2020, 3, 8)), day(2020, 3, 2));
  EXPECT_EQ(week_of(day(2020, 3, 9)), day(2020, 3, 9));
}

TEST(IsoWeek, IsNumberedByTheYearOfItsThursday) {
  EXPECT_EQ(iso_week_name(week_of(day(2020, 3, 5))), "2020-W10");
  EXPECT_EQ(iso_week_name(week_of(day(2019, 12, 30))), "2020-W01") << "the last days of a year may be of the next";
  EXPECT_EQ(iso_week_name(week_of(day(2021, 1, 3))), "2020-W53") << "and the first ones of the one before";
  EXPECT_EQ(iso_week_name(week_of(day(2021, 1, 4))), "2021-W01");
  EXPECT_EQ(iso_week_name(week_of(day(2018, 1, 1))), "2018-W01");
  EXPECT_EQ(iso_week_name(week_of(0)), "1970-W01");
}

}  // namespace
}  // namespace souk::domain
