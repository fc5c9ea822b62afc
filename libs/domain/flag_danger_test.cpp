#include "domain/flag_danger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using ::testing::HasSubstr;

class FlagDangerTest : public ::testing::Test {
 protected:
  std::string danger(Flag flag, std::string_view value) {
    return danger_of(flag, parse_flag_value(flag, value).value(), now_);
  }
  void set(Flag flag, std::string_view value) {
    now_[static_cast<std::size_t>(flag)] = parse_flag_value(flag, value).value();
  }
  FlagValues now_ = default_flag_values();
};

TEST_F(FlagDangerTest, EventsThatNobodyTakesAreLost) {
  EXPECT_THAT(danger(Flag::analytics_ingest, "off"), HasSubstr("events"));
  EXPECT_THAT(danger(Flag::phone_home, "off"), HasSubstr("lost"));
  EXPECT_EQ(danger(Flag::analytics_processing, "off"), "") << "the cure of the outage must not ask back";
}

TEST_F(FlagDangerTest, CountsOfZeroDemoteVendorsWhileTheyAreEvaluated) {
  EXPECT_THAT(danger(Flag::install_counts, "zero"), HasSubstr("lose their status, and are told so"));
  EXPECT_EQ(danger(Flag::install_counts, "hidden"), "");
  set(Flag::vendor_notifications, "hold");
  EXPECT_THAT(danger(Flag::install_counts, "zero"), HasSubstr("lose their status"));
  EXPECT_THAT(danger(Flag::install_counts, "zero"), Not(HasSubstr("e-mail")));
  set(Flag::vendor_status_evaluation, "off");
  EXPECT_EQ(danger(Flag::install_counts, "zero"), "");
  set(Flag::install_counts, "zero");
  EXPECT_THAT(danger(Flag::vendor_status_evaluation, "on"), HasSubstr("lose their status"));
}

TEST_F(FlagDangerTest, NoticesThatWaitAreSent) {
  EXPECT_EQ(danger(Flag::vendor_notifications, "hold"), "");
  set(Flag::vendor_notifications, "hold");
  EXPECT_THAT(danger(Flag::vendor_notifications, "send"), HasSubstr("sent"));
}

TEST_F(FlagDangerTest, WhatIsInForceAlreadyIsNoDanger) {
  set(Flag::analytics_ingest, "off");
  EXPECT_EQ(danger(Flag::analytics_ingest, "off"), "");
  EXPECT_EQ(danger(Flag::analytics_ingest, "on"), "");
}

}  // namespace
}  // namespace souk::domain
