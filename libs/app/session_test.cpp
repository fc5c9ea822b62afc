// Retries, and what each kind of user does.
#include "app/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>

#include "app/session_test_world.hpp"
#include "domain/event_effects.hpp"

namespace souk::app {
namespace {

using ports::ReplyKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

FakeAnswer answer(ReplyKind kind, int status, Nanos retry_after = Nanos{0}) {
  return {{kind, status, retry_after}, milliseconds(1)};
}

// One session of a kind; runs it to its end.
void one_session(PopulationWorld& world, domain::UserClass user_class) {
  user_class.name = "one";
  user_class.arrivals = {domain::ArrivalKind::constant, 10, Nanos{0}};
  world.population.add_class(user_class);
  world.run_for(milliseconds(51));  // the first arrival is at 50 ms, the second would be at 150 ms
  world.drain(seconds(120));
}

domain::UserClass installer() {
  domain::UserClass user_class;
  user_class.kind = domain::UserKind::in_product;
  user_class.upgrade_share = 0;
  return user_class;
}

TEST(Retries, TimeoutShedAndServerErrorsAreTriedAgainWithTheSameKey) {
  const FakeAnswer failures[] = {answer(ReplyKind::shed, 503),
                                 answer(ReplyKind::shed, 429),
                                 answer(ReplyKind::error, 500),
                                 answer(ReplyKind::error, 0),
                                 {{ReplyKind::ok, 200, Nanos{0}}, seconds(9)}};
  for (const FakeAnswer& failure : failures) {
    PopulationWorld world;
    world.marketplace.behaviour = [&](const FakeCall&) {
      return world.marketplace.calls.size() < 3 ? failure : FakeAnswer{};
    };
    one_session(world, installer());
    ASSERT_EQ(world.marketplace.calls.size(), 3U);
    EXPECT_FALSE(world.marketplace.calls[0].key.empty());
    EXPECT_EQ(world.marketplace.calls[0].key, world.marketplace.calls[1].key);
    EXPECT_EQ(world.marketplace.calls[0].key, world.marketplace.calls[2].key);
    EXPECT_EQ(world.marketplace.calls[0].subject, world.marketplace.calls[2].subject);
    EXPECT_EQ(world.population.totals().ok, 1U);
    EXPECT_EQ(world.population.retries(), 2U);
  }
}

TEST(Retries, AClientErrorIsFinal) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return answer(ReplyKind::error, 422); };
  one_session(world, installer());
  EXPECT_EQ(world.marketplace.calls.size(), 1U);
  EXPECT_EQ(world.population.totals().error, 1U);
}

TEST(Retries, TheLastAttemptNamesTheOutcomeAndAttemptsAreBounded) {
  PopulationWorld world;
  world.marketplace.behaviour = [&](const FakeCall&) {
    return world.marketplace.calls.size() < 3 ? answer(ReplyKind::error, 500) : answer(ReplyKind::shed, 503);
  };
  one_session(world, installer());
  EXPECT_EQ(world.marketplace.calls.size(), 3U);
  EXPECT_EQ(world.population.totals().shed, 1U);
  EXPECT_EQ(world.population.totals().attempts, 3U);
}

TEST(Retries, EachAttemptHasItsOwnTimeoutAndBackoffIsJitteredAndBounded) {
  std::set<std::int64_t> pauses;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    PopulationWorld world(small_world(seed));
    world.marketplace.behaviour = [](const FakeCall&) { return good(seconds(60)); };
    one_session(world, installer());
    const auto& calls = world.marketplace.calls;
    ASSERT_EQ(calls.size(), 3U);
    for (const auto& call : calls) EXPECT_EQ(call.deadline - call.at, milliseconds(500));
    const Nanos first = calls[1].at - calls[0].deadline;
    const Nanos second = calls[2].at - calls[1].deadline;
    EXPECT_GE(first, Nanos{0});
    EXPECT_LE(first, milliseconds(50));
    EXPECT_LE(second, milliseconds(100));
    pauses.insert(first.count());
    EXPECT_EQ(world.population.totals().timeout, 1U);
  }
  EXPECT_GT(pauses.size(), 15U);
}

TEST(Retries, RetryAfterIsRespectedUpToABound) {
  for (const auto& [asked, least, most] : {std::tuple(seconds(2), 2.0, 2.06), std::tuple(seconds(3'600), 5.0, 5.06)}) {
    PopulationWorld world;
    world.marketplace.behaviour = [&, wait = asked](const FakeCall&) {
      return world.marketplace.calls.size() < 2 ? answer(ReplyKind::shed, 503, wait) : FakeAnswer{};
    };
    one_session(world, installer());
    ASSERT_EQ(world.marketplace.calls.size(), 2U);
    const double pause = to_s(world.marketplace.calls[1].at - world.marketplace.calls[0].at);
    EXPECT_GE(pause, least);
    EXPECT_LE(pause, most);
  }
}

TEST(Retries, TheRetryBudgetKeepsRetriesBelowATenthOfRequests) {
  for (const bool budget : {false, true}) {
    PopulationWorld world;
    world.flags.set(domain::Flag::retry_budget, budget);
    world.marketplace.behaviour = [](const FakeCall&) { return answer(ReplyKind::shed, 503); };
    auto user_class = installer();
    user_class.name = "installers";
    user_class.arrivals = {domain::ArrivalKind::constant, 100, Nanos{0}};
    world.population.add_class(user_class);
    world.run_for(seconds(20));
    world.drain(seconds(60));
    EXPECT_EQ(world.population.totals().planned, 2'000U);
    if (budget) {
      EXPECT_LE(world.population.retries(), 230U);  // a tenth, and the budget's reserve of one a second
      EXPECT_GE(world.population.retries(), 150U);
    } else {
      EXPECT_EQ(world.population.retries(), 4'000U);
    }
  }
}

TEST(InProduct, EveryOperationHasItsOwnKeyAndItsOwnPlacement) {
  PopulationWorld world;
  auto user_class = installer();
  user_class.name = "installers";
  user_class.upgrade_share = 0.3;
  user_class.arrivals = {domain::ArrivalKind::constant, 100, Nanos{0}};
  world.population.add_class(user_class);
  world.run_for(seconds(20));
  const auto installs = world.marketplace.calls_of("install");
  const auto upgrades = world.marketplace.calls_of("upgrade");
  EXPECT_NEAR(static_cast<double>(upgrades.size()), 600, 100);
  std::set<std::string> keys, placements;
  for (const auto& call : world.marketplace.calls) keys.insert(call.key);
  EXPECT_EQ(keys.size(), world.marketplace.calls.size());
  for (const auto& call : installs) placements.insert(call.subject);
  EXPECT_EQ(placements.size(), installs.size());
  std::set<std::string> of_record;
  for (const auto& installation : small_world().world.installations) {
    of_record.insert(installation.instance_id + "/" + installation.app_key);
  }
  for (const auto& call : installs) EXPECT_FALSE(of_record.contains(call.subject)) << call.subject;
  std::map<std::string, int> turns;
  for (const auto& call : upgrades) {
    EXPECT_TRUE(of_record.contains(call.subject));
    ++turns[call.subject];
  }
  EXPECT_EQ(turns.size(), of_record.size());  // everybody gets a turn
}

TEST(InProduct, AFailureIsReportedAsOneEventPerFailedAttemptIfTheFlagIsOn) {
  for (const bool on : {false, true}) {
    PopulationWorld world;
    world.flags.set(domain::Flag::failure_events, on);
    world.marketplace.behaviour = [](const FakeCall& call) {
      return call.what == "install" ? answer(ReplyKind::error, 500) : FakeAnswer{};
    };
    one_session(world, installer());
    const auto reports = world.marketplace.calls_of("post-events");
    if (!on) {
      EXPECT_TRUE(reports.empty());
      continue;
    }
    ASSERT_EQ(reports.size(), 1U);
    ASSERT_EQ(reports[0].events.size(), 3U);
    std::set<std::string> ids;
    for (const auto& event : reports[0].events) {
      EXPECT_EQ(event.type, domain::EventType::enablement_failure);
      EXPECT_EQ(event.source, "/instances/" + event.instance_id);
      EXPECT_EQ(event.instance_id + "/" + event.app_key, world.marketplace.calls_of("install")[0].subject);
      ids.insert(event.id);
    }
    EXPECT_EQ(ids.size(), 3U);
    EXPECT_EQ(world.population.events_acknowledged(), 3U);
    EXPECT_EQ(world.population.totals().planned, 2U);
    EXPECT_EQ(world.population.core_totals().planned, 1U);
    EXPECT_TRUE(world.population.totals().closes());
  }
}

TEST(InProduct, SuccessAfterARetryReportsNothing) {
  PopulationWorld world;
  world.flags.set(domain::Flag::failure_events, true);
  world.marketplace.behaviour = [&](const FakeCall&) {
    return world.marketplace.calls.size() < 2 ? answer(ReplyKind::error, 500) : FakeAnswer{};
  };
  one_session(world, installer());
  EXPECT_TRUE(world.marketplace.calls_of("post-events").empty());
}

TEST(RenewingCustomer, RenewsOnlyWhatIsLicensed) {
  PopulationWorld world;
  domain::UserClass user_class;
  user_class.name = "renewers";
  user_class.kind = domain::UserKind::renewing_customer;
  user_class.arrivals = {domain::ArrivalKind::constant, 50, Nanos{0}};
  world.population.add_class(user_class);
  world.run_for(seconds(2));
  std::set<std::string> licensed;
  for (const auto& installation : small_world().world.installations) {
    if (installation.licensed) licensed.insert(installation.instance_id + "/" + installation.app_key);
  }
  const auto renewals = world.marketplace.calls_of("renewal");
  EXPECT_EQ(renewals.size(), 100U);
  for (const auto& call : renewals) EXPECT_TRUE(licensed.contains(call.subject)) << call.subject;
}

TEST(Shopper, BrowsesThenOpensAnAppThenSearchesOneAfterTheOther) {
  PopulationWorld world;
  domain::UserClass user_class;
  user_class.name = "shoppers";
  user_class.kind = domain::UserKind::shopper;
  user_class.arrivals = {domain::ArrivalKind::constant, 100, Nanos{0}};
  world.population.add_class(user_class);
  world.run_for(seconds(10));
  EXPECT_EQ(world.marketplace.calls_of("browse").size(), 1'000U);
  EXPECT_NEAR(static_cast<double>(world.marketplace.calls_of("app-page").size()), 800, 80);
  EXPECT_NEAR(static_cast<double>(world.marketplace.calls_of("search").size()), 350, 80);
  for (const auto& call : world.marketplace.calls_of("browse")) {
    EXPECT_THAT(call.subject, testing::AnyOf("reports", "diagrams"));
  }
  // Each operation takes 5 ms from its own intended start, the second of a visit too.
  EXPECT_EQ(world.population.windows()[0].operations.at("search").latency.max(), milliseconds(5));
}

TEST(PhoneHome, PostsItsEventsThenAsksForAllItsAppsAtOnce) {
  PopulationWorld world;
  domain::UserClass user_class;
  user_class.kind = domain::UserKind::phone_home;
  one_session(world, user_class);
  const auto& calls = world.marketplace.calls;
  ASSERT_EQ(calls.size(), 7U);
  EXPECT_EQ(calls[0].what, "post-events");
  ASSERT_EQ(calls[0].events.size(), 24U);
  std::set<std::string> ids, heartbeats, asked;
  for (const auto& event : calls[0].events) {
    ids.insert(event.id);
    if (event.type == domain::EventType::heartbeat) heartbeats.insert(event.app_key);
    // Only the shop itself tells what changes an install count.
    EXPECT_THAT(event.type,
                testing::AllOf(testing::Ne(domain::EventType::installed), testing::Ne(domain::EventType::uninstalled)));
  }
  EXPECT_EQ(ids.size(), 24U);
  for (std::size_t i = 1; i < calls.size(); ++i) {
    EXPECT_EQ(calls[i].what, "latest-version");
    EXPECT_EQ(calls[i].at, calls[0].at + milliseconds(5));
    asked.insert(calls[i].subject);
  }
  EXPECT_EQ(asked, heartbeats);
  EXPECT_EQ(world.population.events_acknowledged(), 24U);
}

TEST(PhoneHome, WithoutAppsItReportsNothingThatWouldNeedOne) {
  PopulationWorld world;
  domain::UserClass user_class;
  user_class.kind = domain::UserKind::phone_home;
  user_class.apps_per_agent = 0;
  one_session(world, user_class);
  ASSERT_EQ(world.marketplace.calls.size(), 1U);
  ASSERT_EQ(world.marketplace.calls[0].events.size(), 24U);
  for (const auto& event : world.marketplace.calls[0].events) {
    EXPECT_EQ(domain::poison_reason(event, false), nullptr) << domain::poison_reason(event, false);
  }
}

TEST(PhoneHome, AsksForVersionsEvenIfThePostFailedAndStopsAtItsBudget) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall& call) {
    return call.what == "post-events" ? answer(ReplyKind::error, 400) : good(seconds(60));
  };
  domain::UserClass user_class;
  user_class.kind = domain::UserKind::phone_home;
  user_class.timeout = seconds(4);
  user_class.attempts = 100;
  one_session(world, user_class);
  EXPECT_EQ(world.population.events_acknowledged(), 0U);
  EXPECT_EQ(world.population.totals().error, 1U);
  EXPECT_EQ(world.population.totals().timeout, 6U);
  const auto start = world.marketplace.calls[0].at + milliseconds(1);
  for (const auto& call : world.marketplace.calls_of("latest-version")) {
    EXPECT_LE(call.deadline, start + seconds(10));
  }
}

}  // namespace
}  // namespace souk::app
