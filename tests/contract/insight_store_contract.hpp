// What every InsightStore promises: presence is rolled up exactly once and in the order of the log, and the insights
// say what the events amount to. See store_harness.hpp for how an adapter registers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/iso_week.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::contract {

class InsightStoreContract : public testing::TestWithParam<StoreCase> {
 protected:
  static constexpr std::int64_t kDay = day_of(kToday);

  void SetUp() override {
    harness_ = GetParam().make();
    harness_->load(small_catalogue()).value();
    analytics_ = harness_->open_analytics().value();
  }
  void TearDown() override { analytics_.reset(); }

  static domain::PositionedEvent event(std::uint64_t position, domain::EventType type, std::string instance,
                                       std::string app = "Tables", UnixMs at = kToday) {
    return {.position = position,
            .event = {.source = "/instances/" + instance,
                      .id = std::to_string(position),
                      .type = type,
                      .app_key = "com.example." + app,
                      .instance_id = instance,
                      .occurred_at = at}};
  }
  void apply(const std::vector<domain::PositionedEvent>& events,
             domain::Strategy strategy = domain::Strategy::batched) {
    harness_->run(analytics_->apply(events, {}, strategy, 0)).value();
  }
  domain::PresenceRolled roll(const domain::PresenceRoll& roll) {
    return harness_->run(analytics_->roll_presence(roll)).value();
  }
  domain::PresenceRolled roll_to(std::uint64_t position, std::int64_t today = kDay) {
    return roll({.up_to = position, .today = today});
  }
  domain::AppInsight insight(const std::string& app, std::int64_t today = kDay, std::size_t weeks = 2) {
    return harness_->run(harness_->insights().app_insight({}, "com.example." + app, today, weeks)).value();
  }
  void expect_reconciled() {
    const auto report = harness_->run(harness_->market().reconcile({})).value();
    for (const auto& d : report.discrepancies) {
      if (d.subject.starts_with("com.example")) continue;  // tests tell of installs that nobody made
      ADD_FAILURE() << d.subject << ": counted " << d.counted << ", of record " << d.of_record;
    }
  }

  std::unique_ptr<StoreHarness> harness_;
  std::unique_ptr<ports::AnalyticsStore> analytics_;
};

using domain::EventType;

TEST_P(InsightStoreContract, BeginsWithWhatIsInstalled) {
  EXPECT_EQ(insight("Tables").active_instances, 2);
  EXPECT_EQ(insight("Charts").active_instances, 1);
  EXPECT_EQ(insight("Polls").active_instances, 0);
  expect_reconciled();
}

TEST_P(InsightStoreContract, CountsAnInstanceOncePerApp) {
  for (const auto strategy : {domain::Strategy::per_event, domain::Strategy::batched}) {
    const std::uint64_t first = strategy == domain::Strategy::per_event ? 0 : 100;
    const std::string instance = first == 0 ? "i-8" : "i-9";
    apply({event(first, EventType::heartbeat, instance, "Polls"),
           event(first + 1, EventType::heartbeat, instance, "Polls"),
           event(first + 2, EventType::heartbeat, instance, "Macros"),
           event(first + 3, EventType::app_viewed, "i-7", "Polls")},
          strategy);
    EXPECT_EQ(insight("Polls").active_instances, first == 0 ? 0 : 1) << "not before the roll-up";
    roll_to(first + 4);
    EXPECT_EQ(insight("Polls").active_instances, first == 0 ? 1 : 2);
    EXPECT_EQ(insight("Macros").active_instances, first == 0 ? 1 : 2);
    expect_reconciled();
  }
}

TEST_P(InsightStoreContract, TakesNothingInTwice) {
  apply({event(0, EventType::heartbeat, "i-8", "Polls"), event(1, EventType::uninstalled, "i-1", "Tables")});
  EXPECT_EQ(roll_to(2).events, 2U);
  EXPECT_EQ(insight("Tables").active_instances, 1);
  const auto again = roll_to(2);
  EXPECT_EQ(again.events, 0U);
  EXPECT_EQ(again.position, 2U);
  EXPECT_EQ(insight("Tables").active_instances, 1);
  EXPECT_EQ(insight("Polls").active_instances, 1);
}

TEST_P(InsightStoreContract, FollowsTheOrderOfTheLogWhoeverAppliedWhat) {
  apply({event(3, EventType::heartbeat, "i-8", "Polls"), event(1, EventType::heartbeat, "i-9", "Polls")});
  apply({event(2, EventType::uninstalled, "i-8", "Polls"), event(0, EventType::heartbeat, "i-8", "Polls"),
         event(4, EventType::uninstalled, "i-9", "Polls")});
  roll_to(5);
  EXPECT_EQ(insight("Polls").active_instances, 1) << "i-8 came back, i-9 went";
  expect_reconciled();
}

TEST_P(InsightStoreContract, StopsAtTheWatermark) {
  apply({event(0, EventType::heartbeat, "i-8", "Polls"), event(2, EventType::heartbeat, "i-9", "Polls")});
  EXPECT_EQ(roll_to(1).events, 1U);
  EXPECT_EQ(insight("Polls").active_instances, 1) << "position 1 is still out with a worker";
  apply({event(1, EventType::uninstalled, "i-9", "Polls")});
  roll_to(3);
  EXPECT_EQ(insight("Polls").active_instances, 2) << "gone before it was there";
}

TEST_P(InsightStoreContract, IsTheSameInPieces) {
  std::vector<domain::PositionedEvent> events;
  for (std::uint64_t p = 0; p < 30; ++p) {
    const auto type = p % 7 == 6 ? EventType::uninstalled : EventType::heartbeat;
    events.push_back(event(p, type, "i-" + std::to_string(p % 5), p % 2 == 0 ? "Polls" : "Macros"));
  }
  apply(events);
  std::uint64_t rounds = 0;
  for (bool more = true; more && rounds < 100; ++rounds) {
    more = roll({.up_to = 30, .today = kDay, .max_events = 4}).more;
  }
  EXPECT_GE(rounds, 8U);
  const auto pieces = std::pair(insight("Polls").active_instances, insight("Macros").active_instances);
  TearDown();
  SetUp();
  apply(events);
  EXPECT_FALSE(roll_to(30).more);
  EXPECT_EQ(std::pair(insight("Polls").active_instances, insight("Macros").active_instances), pieces);
  expect_reconciled();
}

TEST_P(InsightStoreContract, ForgetsInstancesThatFellSilentInBoundedSteps) {
  apply({event(0, EventType::heartbeat, "i-1", "Tables", kToday + 20 * kMsPerDay)});
  roll_to(1, kDay + 20);
  EXPECT_EQ(insight("Tables").active_instances, 2);
  EXPECT_EQ(roll_to(1, kDay + 29).expired, 0U) << "29 days of silence are within the window";
  const auto first = roll({.up_to = 1, .today = kDay + 30, .max_expired = 1});
  EXPECT_EQ(first.expired, 1U);
  EXPECT_TRUE(first.more);
  const auto second = roll({.up_to = 1, .today = kDay + 30, .max_expired = 100});
  EXPECT_EQ(first.expired + second.expired, 2U) << "i-2 for Tables, i-1 for Charts";
  EXPECT_FALSE(second.more);
  EXPECT_EQ(insight("Tables").active_instances, 1) << "i-1 reported ten days ago";
  EXPECT_EQ(insight("Charts").active_instances, 0);
  expect_reconciled();
}

TEST_P(InsightStoreContract, TheWindowIsASetting) {
  EXPECT_EQ(roll({.up_to = 0, .today = kDay + 6, .window_days = 7}).expired, 0U);
  EXPECT_EQ(roll({.up_to = 0, .today = kDay + 7, .window_days = 7}).expired, 3U);
}

TEST_P(InsightStoreContract, AClockAheadDoesNotKeepAnInstanceActive) {
  apply({event(0, EventType::heartbeat, "i-8", "Polls", kToday + 1'000 * kMsPerDay)});
  roll_to(1);
  EXPECT_EQ(insight("Polls").active_instances, 1);
  roll_to(1, kDay + 30);
  EXPECT_EQ(insight("Polls").active_instances, 0);
}

TEST_P(InsightStoreContract, ADuplicateReportsNothing) {
  domain::PositionedEvent again = event(1, EventType::heartbeat, "i-8", "Polls");
  again.event.id = "0";
  apply({event(0, EventType::heartbeat, "i-8", "Polls")});
  apply({event(2, EventType::uninstalled, "i-8", "Polls"), again});
  roll_to(3);
  EXPECT_EQ(insight("Polls").active_instances, 0);
}

TEST_P(InsightStoreContract, TellsTheStoryWeekByWeek) {
  const std::int64_t monday = domain::week_of(kDay);
  const UnixMs last_week = (monday - 2) * kMsPerDay;
  apply({event(0, EventType::installed, "i-8", "Polls", last_week),
         event(1, EventType::downloaded, "i-9", "Polls", last_week), event(2, EventType::installed, "i-9", "Polls"),
         event(3, EventType::uninstalled, "i-8", "Polls")});
  roll_to(4);
  const auto told = insight("Polls", kDay, 2);
  EXPECT_EQ(told.active_installs, 501);
  ASSERT_EQ(told.weeks.size(), 3U);
  EXPECT_EQ(told.weeks[0].active_installs, 500);
  EXPECT_EQ(told.weeks[1].active_installs, 501);
  EXPECT_EQ(told.weeks[2].active_installs, 501);
  EXPECT_EQ(told.weeks[1].downloads, 2);
  EXPECT_EQ(told.weeks[2].downloads, 1);
  EXPECT_EQ(told.weeks[2].active_instances, 1) << "i-9; i-8 is gone";
  EXPECT_EQ(told.weeks[2].week, monday);
}

TEST_P(InsightStoreContract, KeepsPresenceByWeek) {
  apply({event(0, EventType::heartbeat, "i-8", "Polls")});
  roll_to(1);
  apply({event(1, EventType::heartbeat, "i-9", "Polls", kToday + 14 * kMsPerDay)});
  roll_to(2, kDay + 14);
  const auto told = insight("Polls", kDay + 14, 3);
  ASSERT_EQ(told.weeks.size(), 4U);
  EXPECT_EQ(told.weeks[0].active_instances, 0);
  EXPECT_EQ(told.weeks[1].active_instances, 1);
  EXPECT_EQ(told.weeks[2].active_instances, 1) << "nothing changed in that week";
  EXPECT_EQ(told.weeks[3].active_instances, 2);
}

TEST_P(InsightStoreContract, KnowsNothingOfAnUnknownApp) {
  const auto unknown = harness_->run(harness_->insights().app_insight({}, "com.example.none", kDay, 2));
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().code, Errc::not_found);
}

TEST_P(InsightStoreContract, RanksByWhatWasGainedInAWeek) {
  const UnixMs long_ago = kToday - 7 * kMsPerDay;
  apply({event(0, EventType::installed, "i-8", "Polls"), event(1, EventType::installed, "i-9", "Polls"),
         event(2, EventType::installed, "i-8", "Charts", kToday - 6 * kMsPerDay),
         event(3, EventType::installed, "i-8", "Macros", long_ago), event(4, EventType::installed, "i-5", "Tables"),
         event(5, EventType::uninstalled, "i-5", "Tables"), event(6, EventType::installed, "i-5", "Diagrams")});
  const auto ranked = harness_->run(harness_->insights().trending({}, kDay, 10)).value();
  std::vector<std::pair<std::string, std::int64_t>> told;
  for (const auto& app : ranked) told.emplace_back(app.name, app.figure);
  using Pair = std::pair<std::string, std::int64_t>;
  EXPECT_THAT(told, testing::ElementsAre(Pair("Polls", 2), Pair("Charts", 1), Pair("Diagrams", 1)));
  EXPECT_EQ(harness_->run(harness_->insights().trending({}, kDay, 1)).value().size(), 1U);
}

TEST_P(InsightStoreContract, RanksByWhatTheShopSold) {
  auto& market = harness_->market();
  const domain::Command purchase{.kind = domain::CommandKind::purchase,
                                 .instance_id = "i-7",
                                 .app_key = "com.example.Polls",
                                 .hosting = domain::Hosting::cloud,
                                 .version = {}};
  const domain::Command renewal{.kind = domain::CommandKind::renew,
                                .instance_id = "i-1",
                                .app_key = "com.example.Tables",
                                .hosting = domain::Hosting::cloud,
                                .version = {}};
  const auto sold = harness_->run(market.record({}, purchase, {.key = "a", .fingerprint = 1}, kToday)).value();
  const auto renewed = harness_->run(market.record({}, renewal, {.key = "b", .fingerprint = 1}, kToday)).value();
  std::vector<domain::PositionedEvent> events;
  for (const auto& entry : harness_->run(market.outbox_peek({}, 10)).value()) {
    events.push_back({.position = events.size(), .event = entry.event});
    events.push_back({.position = 100 + events.size(), .event = entry.event});  // a duplicate sells nothing
  }
  // What a client claims to have bought has no price.
  events.push_back(event(50, EventType::purchased, "i-9", "Macros"));
  apply(events, domain::Strategy::per_event);
  const auto ranked = harness_->run(harness_->insights().top_selling({}, kDay + 29, 10)).value();
  ASSERT_EQ(ranked.size(), 2U);
  EXPECT_EQ(ranked[0].name, "Polls");
  EXPECT_EQ(ranked[0].figure, sold.receipt.amount_cents);
  EXPECT_EQ(ranked[1].figure, renewed.receipt.amount_cents);
  EXPECT_TRUE(harness_->run(harness_->insights().top_selling({}, kDay + 30, 10)).value().empty());
}

}  // namespace souk::contract
