#include "app/population.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <stdexcept>

#include "app/session_test_world.hpp"

namespace souk::app {
namespace {

using ports::ReplyKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

domain::UserClass users(domain::UserKind kind, double rate) {
  domain::UserClass user_class;
  user_class.name = "users";
  user_class.kind = kind;
  user_class.arrivals = {domain::ArrivalKind::constant, rate, Nanos{0}};
  return user_class;
}

domain::Accounting sum_of_windows(const Population& population) {
  domain::Accounting sum;
  for (const auto& window : population.windows()) {
    for (const auto& [name, operation] : window.operations) {
      EXPECT_TRUE(operation.accounting.closes()) << name;
      EXPECT_EQ(operation.latency.count(), operation.accounting.ok) << name;
      sum.add(operation.accounting);
    }
  }
  return sum;
}

TEST(Population, EveryPlannedOperationEndsOnceWhateverTheAnswers) {
  PopulationWorld world;
  domain::Random random(3);
  world.marketplace.behaviour = [&random](const FakeCall&) {
    switch (random.below(5)) {
      case 0:
        return FakeAnswer{{ReplyKind::error, 500, Nanos{0}}, milliseconds(3)};
      case 1:
        return FakeAnswer{{ReplyKind::error, 404, Nanos{0}}, milliseconds(3)};
      case 2:
        return FakeAnswer{{ReplyKind::shed, 503, Nanos{0}}, milliseconds(1)};
      case 3:
        return FakeAnswer{{ReplyKind::ok, 200, Nanos{0}}, seconds(5)};  // later than any deadline
      default:
        return FakeAnswer{};
    }
  };
  int n = 0;
  for (const auto kind : {domain::UserKind::shopper, domain::UserKind::in_product, domain::UserKind::renewing_customer,
                          domain::UserKind::phone_home}) {
    auto user_class = users(kind, 40);
    user_class.name = "class-" + std::to_string(n++);
    user_class.arrivals.kind = domain::ArrivalKind::poisson;
    world.population.add_class(user_class);
  }
  world.run_for(seconds(10));
  EXPECT_GT(world.population.totals().in_flight, 0U);
  EXPECT_TRUE(world.population.totals().closes());
  world.drain(seconds(60));

  const domain::Accounting totals = world.population.totals();
  EXPECT_TRUE(totals.closes());
  EXPECT_EQ(totals.in_flight, 0U);
  EXPECT_EQ(world.population.sessions(), 0U);
  for (const auto count : {totals.ok, totals.error, totals.timeout, totals.shed}) EXPECT_GT(count, 0U);
  EXPECT_EQ(totals.attempts, world.marketplace.calls.size());
  EXPECT_EQ(totals.attempts, totals.planned + world.population.retries());
  const domain::Accounting windows = sum_of_windows(world.population);
  EXPECT_EQ(windows.planned, totals.planned);
  EXPECT_EQ(windows.ok, totals.ok);
  EXPECT_EQ(windows.attempts, totals.attempts);
  EXPECT_LT(world.population.core_totals().planned, totals.planned);
  EXPECT_TRUE(world.population.core_totals().closes());
}

TEST(Population, AVisitIsAffectedOnceHoweverManyOfItsOperationsFail) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall& call) {
    const bool fails = call.what == "search" || call.what == "latest-version";
    return fails ? FakeAnswer{{ReplyKind::error, 404, Nanos{0}}, milliseconds(3)} : FakeAnswer{};
  };
  auto shoppers = users(domain::UserKind::shopper, 50);
  shoppers.name = "shoppers";
  world.population.add_class(shoppers);
  auto agents = users(domain::UserKind::phone_home, 10);  // each asks for six versions
  agents.name = "agents";
  world.population.add_class(agents);
  world.run_for(seconds(10));
  world.drain(seconds(60));
  std::uint64_t visits = 0, affected = 0, searches = 0;
  for (const domain::LoadWindow& window : world.population.windows()) {
    visits += window.visits;
    affected += window.visits_affected;
    const auto found = window.operations.find("search");
    if (found != window.operations.end()) searches += found->second.accounting.planned;
  }
  EXPECT_EQ(visits, 600U);
  EXPECT_GT(searches, 0U);
  EXPECT_EQ(affected, searches + 100);
}

TEST(Population, ArrivalsKeepTheirRateWhenNobodyAnswers) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return good(std::chrono::hours(1)); };
  auto user_class = users(domain::UserKind::renewing_customer, 100);
  user_class.timeout = seconds(30);
  user_class.attempts = 1;
  world.population.add_class(user_class);
  world.run_for(seconds(10));
  EXPECT_EQ(world.population.totals().planned, 1'000U);
  EXPECT_EQ(world.population.totals().in_flight, 1'000U);
}

TEST(Population, LatencyCountsFromTheIntendedStartAndLatenessIsRecorded) {
  PopulationWorld world;
  auto user_class = users(domain::UserKind::renewing_customer, 10);
  world.population.add_class(user_class);
  world.run_for(seconds(1));
  EXPECT_TRUE(world.population.lateness().within(milliseconds(1)));
  world.clock.jump(seconds(2));  // twenty arrivals were intended meanwhile
  world.run_for(milliseconds(20));

  EXPECT_EQ(world.population.totals().planned, 30U);
  EXPECT_FALSE(world.population.lateness().within(milliseconds(100)));
  EXPECT_EQ(world.population.lateness().histogram.count(), 30U);
  ASSERT_GE(world.population.windows().size(), 3U);
  // The first of the late ones was intended at 1.05 s, started at 3 s and answered 5 ms later.
  const auto& late = world.population.windows()[1].operations.at("renewal").latency;
  EXPECT_EQ(late.count(), 10U);
  EXPECT_NEAR(to_ms(late.max()), 1'955, 2);
  EXPECT_NEAR(to_ms(late.min()), 1'055, 2);
}

TEST(Population, SessionsBeyondTheBoundArePlannedAndDropped) {
  auto settings = small_world();
  settings.max_sessions = 5;
  PopulationWorld world(settings);
  world.marketplace.behaviour = [](const FakeCall&) { return good(std::chrono::hours(1)); };
  auto user_class = users(domain::UserKind::phone_home, 10);
  user_class.timeout = seconds(20);
  user_class.attempts = 1;
  world.population.add_class(user_class);
  world.run_for(seconds(1));
  const auto totals = world.population.totals();
  EXPECT_EQ(world.population.sessions(), 5U);
  EXPECT_EQ(totals.dropped, 5U * 7U);  // one post and six questions each
  EXPECT_EQ(totals.in_flight, 5U);
  EXPECT_TRUE(totals.closes());
  EXPECT_EQ(world.marketplace.calls.size(), 5U);
}

TEST(Population, ArrivalsCanBeRaisedStoppedAndRaisedAgainAtOnce) {
  PopulationWorld world;
  world.population.add_class(users(domain::UserKind::renewing_customer, 0));
  EXPECT_FALSE(world.population.set_arrivals("nobody", {}));
  world.run_for(seconds(5));
  EXPECT_EQ(world.population.totals().planned, 0U);
  EXPECT_TRUE(world.population.set_arrivals("users", {domain::ArrivalKind::constant, 100, Nanos{0}}));
  world.run_for(seconds(1));
  EXPECT_EQ(world.population.totals().planned, 100U);
  world.population.set_arrivals("users", {domain::ArrivalKind::constant, 0.001, Nanos{0}});
  world.run_for(seconds(5));
  EXPECT_EQ(world.population.totals().planned, 100U);
  world.population.set_arrivals("users", {domain::ArrivalKind::constant, 100, Nanos{0}});
  world.population.set_arrivals("users", {domain::ArrivalKind::constant, 50, Nanos{0}});
  world.run_for(seconds(2));
  EXPECT_NEAR(static_cast<double>(world.population.totals().planned), 200, 1);
  EXPECT_TRUE(world.population.lateness().within(milliseconds(1)));
}

TEST(Population, DrainStopsArrivalsAndWaitsForSessions) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return good(milliseconds(400)); };
  world.population.add_class(users(domain::UserKind::renewing_customer, 100));
  world.run_for(seconds(2));
  EXPECT_EQ(world.population.sessions(), 40U);
  world.drain(seconds(5));
  EXPECT_EQ(world.population.sessions(), 0U);
  EXPECT_EQ(world.population.totals().planned, 200U);
  EXPECT_EQ(world.population.totals().ok, 200U);
  world.population.set_arrivals("users", {domain::ArrivalKind::constant, 100, Nanos{0}});
  world.run_for(seconds(1));
  EXPECT_EQ(world.population.totals().planned, 200U);
}

TEST(Population, DrainGivesUpAtItsDeadlineAndWhatIsLeftStaysInFlight) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return good(seconds(20)); };
  auto user_class = users(domain::UserKind::renewing_customer, 10);
  user_class.timeout = seconds(30);
  world.population.add_class(user_class);
  world.run_for(seconds(1));
  world.drain(seconds(1));
  EXPECT_EQ(world.population.totals().in_flight, 10U);
  EXPECT_TRUE(world.population.totals().closes());
}

TEST(Population, SameSeedSameCallsAtTheSameTimes) {
  std::vector<std::vector<std::tuple<std::string, std::string, Instant>>> runs;
  for (const std::uint64_t seed : {5U, 5U, 6U}) {
    PopulationWorld world(small_world(seed));
    auto user_class = users(domain::UserKind::shopper, 50);
    user_class.arrivals.kind = domain::ArrivalKind::poisson;
    world.population.add_class(user_class);
    world.run_for(seconds(5));
    auto& calls = runs.emplace_back();
    for (const auto& call : world.marketplace.calls) calls.emplace_back(call.what, call.subject, call.at);
  }
  EXPECT_GT(runs[0].size(), 200U);
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_NE(runs[0], runs[2]);
}

TEST(Population, WindowsAreBoundedAndNothingIsLost) {
  auto settings = small_world();
  settings.max_windows = 3;
  PopulationWorld world(settings);
  world.population.add_class(users(domain::UserKind::renewing_customer, 10));
  world.run_for(seconds(8));
  EXPECT_EQ(world.population.windows().size(), 3U);
  EXPECT_EQ(sum_of_windows(world.population).planned, 80U);
  EXPECT_EQ(world.population.windows()[1].start - world.population.windows()[0].start, seconds(1));
}

TEST(Population, WindowsAreAsLongAsToldAndStartWithTheLoad) {
  auto settings = small_world();
  settings.window = std::chrono::minutes(5);
  PopulationWorld world(settings);
  world.run_for(seconds(123));  // calibration
  const Instant zero = world.clock.now();
  world.population.add_class(users(domain::UserKind::renewing_customer, 10));
  world.run_for(std::chrono::minutes(20) - seconds(1));
  ASSERT_EQ(world.population.windows().size(), 4U);
  EXPECT_EQ(world.population.windows()[0].start, zero);
  EXPECT_EQ(world.population.windows()[3].start, zero + std::chrono::minutes(15));
  EXPECT_EQ(world.population.windows()[2].operations.at("renewal").accounting.planned, 3'000U);
}

TEST(Population, WindowsAreHandedOverOnceAndTheTotalsGoOn) {
  PopulationWorld world;
  world.population.add_class(users(domain::UserKind::renewing_customer, 10));
  world.run_for(seconds(5));
  const auto windows = world.population.take_windows();
  const std::uint64_t planned = world.population.totals().planned;
  EXPECT_GE(windows.size(), 5U);
  world.run_for(seconds(5));
  EXPECT_TRUE(world.population.windows().empty());
  EXPECT_EQ(world.population.totals().planned, planned + 50);
}

TEST(SessionLedger, KeepsFewBucketsOfLongWindowsThatAreOver) {
  for (const bool is_long : {true, false}) {
    const Nanos window = is_long ? std::chrono::minutes(5) : Nanos{seconds(1)};
    SessionLedger ledger(Instant{}, window, 10);
    domain::Random random(3);
    for (int number = 0; number < 3; ++number) {
      const Instant intended = Instant{} + window * number;
      for (int i = 0; i < 5'000; ++i) {
        const SessionLedger::Entry entry = ledger.plan("install", intended);
        ledger.finish(entry, ports::ReplyKind::ok, intended + from_s(random.exponential(0.02)));
      }
    }
    const auto buckets = [&ledger](std::size_t number) {
      return ledger.windows()[number].operations.at("install").latency.buckets().size();
    };
    EXPECT_GT(buckets(1), 1'000U);  // operations in it may still end
    if (is_long) {
      EXPECT_LE(buckets(0), SessionLedger::kMostBuckets);
    } else {
      EXPECT_GT(buckets(0), 1'000U);  // as live drills have always kept them
    }
    EXPECT_EQ(ledger.windows()[0].operations.at("install").latency.count(), 5'000U);
  }
}

TEST(Population, AWorldWithoutAppsIsRefused) {
  PopulationSettings settings;
  EXPECT_THROW(PopulationWorld world(settings), std::invalid_argument);
}

TEST(Probes, CoreCapacityIsWhatClosedLoopUsersGetAndIsNotAccounted) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return good(milliseconds(10)); };
  const auto rate = world.finish(world.population.measure_core_capacity(4, world.clock.now() + seconds(3)), seconds(5));
  ASSERT_TRUE(rate.has_value());
  EXPECT_NEAR(*rate, 400, 4);
  EXPECT_EQ(world.population.totals().planned, 0U);
  for (const auto* what : {"install", "upgrade", "renewal"}) {
    EXPECT_NEAR(static_cast<double>(world.marketplace.calls_of(what).size()), 400, 4) << what;
  }
}

TEST(Probes, CoreCapacityOfADeadServiceIsZero) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) { return FakeAnswer{{ReplyKind::error, 0, Nanos{0}}, Nanos{0}}; };
  const auto rate = world.finish(world.population.measure_core_capacity(4, world.clock.now() + seconds(3)), seconds(5));
  EXPECT_EQ(rate, 0.0);
  EXPECT_LT(world.marketplace.calls.size(), 200U);  // no tight loop
}

TEST(Probes, EventsArePostedInBatchesUntilAllAreAccepted) {
  PopulationWorld world;
  int refusals = 3;
  world.marketplace.behaviour = [&refusals](const FakeCall&) {
    return refusals-- > 0 ? FakeAnswer{{ReplyKind::shed, 429, milliseconds(200)}, milliseconds(1)} : FakeAnswer{};
  };
  const auto accepted = world.finish(world.population.post_events(3'210), seconds(30));
  EXPECT_EQ(accepted, 3'210U);
  EXPECT_EQ(world.population.events_acknowledged(), 3'210U);
  std::set<std::string> ids;
  for (const auto& call : world.marketplace.calls) {
    EXPECT_LE(call.events.size(), 500U);
    for (const auto& event : call.events) ids.insert(event.source + " " + event.id);
  }
  EXPECT_EQ(ids.size(), 3'210U);  // a refused batch goes again with the same ids
}

TEST(Probes, PostingGivesUpOnAServiceThatAcceptsNothing) {
  PopulationWorld world;
  world.marketplace.behaviour = [](const FakeCall&) {
    return FakeAnswer{{ReplyKind::shed, 503, Nanos{0}}, milliseconds(1)};
  };
  EXPECT_EQ(world.finish(world.population.post_events(10'000), seconds(60)), 0U);
}

}  // namespace
}  // namespace souk::app
