#include "domain/app_status.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using enum AppStatus;

constexpr std::array kAll{private_listing, submitted, ready_to_launch, rejected, public_listing};

TEST(AppStatusTest, NamesAreThoseOfTheMarketplaceAndParseBack) {
  for (const AppStatus status : kAll) EXPECT_EQ(*parse_app_status(to_string(status)), status);
  EXPECT_EQ(to_string(ready_to_launch), "readytolaunch");
  EXPECT_EQ(parse_app_status("Public").error().code, Errc::invalid_argument);
  EXPECT_NE(parse_app_status("").error().detail.find("readytolaunch"), std::string::npos);
}

TEST(AppStatusTest, AVendorCannotMakeANewAppPublicWithoutApproval) {
  for (const AppStatus from : {private_listing, submitted, rejected}) {
    const auto moved = check_vendor_move(from, public_listing);
    ASSERT_FALSE(moved) << to_string(from);
    EXPECT_EQ(moved.error().code, Errc::conflict);
    EXPECT_NE(moved.error().detail.find("approval"), std::string::npos);
  }
  EXPECT_TRUE(check_vendor_move(ready_to_launch, public_listing));
}

TEST(AppStatusTest, AVendorDecidesNothingAboutItsOwnSubmission) {
  for (const AppStatus to : {ready_to_launch, rejected}) {
    for (const AppStatus from : kAll) {
      if (from != to) {
        EXPECT_FALSE(check_vendor_move(from, to)) << to_string(from) << " -> " << to_string(to);
      }
    }
  }
}

TEST(AppStatusTest, APublicAppStaysPublic) {
  for (const AppStatus to : {private_listing, submitted}) EXPECT_FALSE(check_vendor_move(public_listing, to));
}

TEST(AppStatusTest, ASubmissionCanBeWithdrawnAndARejectedOneSubmittedAgain) {
  EXPECT_TRUE(check_vendor_move(private_listing, submitted));
  EXPECT_TRUE(check_vendor_move(submitted, private_listing));
  EXPECT_TRUE(check_vendor_move(rejected, submitted));
}

TEST(AppStatusTest, OnlySubmittedAppsAreDecidedOn) {
  for (const AppStatus from : kAll) {
    const auto decided = status_after(from, {.approved = true, .launch = true, .note = {}});
    EXPECT_EQ(decided.has_value(), from == submitted) << to_string(from);
  }
  EXPECT_EQ(*status_after(submitted, {.approved = true, .launch = false, .note = {}}), ready_to_launch);
  EXPECT_EQ(*status_after(submitted, {.approved = true, .launch = true, .note = {}}), public_listing);
  EXPECT_EQ(*status_after(submitted, {.approved = false, .launch = true, .note = {}}), rejected);
}

}  // namespace
}  // namespace souk::domain
