#include "domain/top_vendor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

VendorFacts good() {
  return {.id = 7,
          .name = "Tidewater",
          .paid_apps = 1,
          .active_instances = 500,
          .profile = {.support_url = "https://example.com/help",
                      .documentation_url = "https://example.com/docs",
                      .support_hours = 8,
                      .support_days = 5}};
}

TEST(TopVendor, MeetsTheRulesAtTheirEdges) {
  EXPECT_TRUE(check_rules(good()).met());
  VendorFacts facts = good();
  facts.active_instances = 499;
  EXPECT_THAT(check_rules(facts).broken, ElementsAre(TopVendorRule::active_instances));
  facts = good();
  facts.profile.support_hours = 7;
  EXPECT_THAT(check_rules(facts).broken, ElementsAre(TopVendorRule::support_promise));
  facts = good();
  facts.paid_apps = 0;
  facts.profile.support_url = "ask us";
  facts.profile.documentation_url.clear();
  EXPECT_THAT(check_rules(facts).broken,
              ElementsAre(TopVendorRule::paid_app, TopVendorRule::support_link, TopVendorRule::documentation_link));
}

TEST(TopVendor, AnUnknownCountBreaksNoRuleAndMeetsNone) {
  VendorFacts facts = good();
  facts.active_instances.reset();
  const RuleFindings findings = check_rules(facts);
  EXPECT_TRUE(findings.broken.empty());
  EXPECT_FALSE(findings.met());
  for (const auto status : {TopVendorStatus::approved, TopVendorStatus::flagged, TopVendorStatus::requested}) {
    EXPECT_EQ(evaluate(status, findings), status);
  }
}

TEST(TopVendor, AnEvaluationFlagsAndUnflags) {
  VendorFacts zero = good();
  zero.active_instances = 0;
  const RuleFindings broken = check_rules(zero), met = check_rules(good());
  EXPECT_EQ(evaluate(TopVendorStatus::approved, broken), TopVendorStatus::flagged);
  EXPECT_EQ(evaluate(TopVendorStatus::approved, met), TopVendorStatus::approved);
  EXPECT_EQ(evaluate(TopVendorStatus::flagged, met), TopVendorStatus::approved);
  EXPECT_EQ(evaluate(TopVendorStatus::flagged, broken), TopVendorStatus::flagged);
  EXPECT_EQ(evaluate(TopVendorStatus::requested, met), TopVendorStatus::needs_approval);
  EXPECT_EQ(evaluate(TopVendorStatus::requested, broken), TopVendorStatus::requested);
}

TEST(TopVendor, AnEvaluationLeavesAloneWhatAPersonDecided) {
  VendorFacts zero = good();
  zero.active_instances = 0;
  for (const auto status :
       {TopVendorStatus::needs_approval, TopVendorStatus::not_requested, TopVendorStatus::rejected}) {
    EXPECT_EQ(evaluate(status, check_rules(good())), status);
    EXPECT_EQ(evaluate(status, check_rules(zero)), status);
  }
}

TEST(TopVendor, SaysWhatIsMissingWithTheFigure) {
  VendorFacts facts = good();
  facts.active_instances = 12;
  EXPECT_THAT(describe(TopVendorRule::active_instances, facts), HasSubstr("12"));
}

TEST(TopVendor, ATopVendorOfACatalogueBeginsApprovedIfItMeetsTheRules) {
  const Vendor vendor{.id = 3, .name = "Quarry", .top_vendor = true};
  VendorFacts facts = good();
  facts.profile = generated_profile(vendor);
  EXPECT_EQ(initial_status(vendor, facts), TopVendorStatus::approved);
  facts.paid_apps = 0;
  EXPECT_NE(initial_status(vendor, facts), TopVendorStatus::approved);
}

}  // namespace
}  // namespace souk::domain
