#include "app/probes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/drill_runner_test_support.hpp"
#include "app/incident_testing.hpp"

namespace souk::app {
namespace {

using domain::Component;
using domain::ComponentState;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::MemoryIncidentStore;
using testing::ScriptedMarketplace;
using Call = ScriptedMarketplace::Call;

struct ProbesTest : ::testing::Test {
  JumpingClock clock;
  LiveSettings settings;
  ScriptedMarketplace marketplace{clock};
  ComponentBoard board{settings, clock};
  ProbeSubjects subjects{{"com.example.tables", "com.example.charts"}, "reports", "tables", 1};

  // Asks the component's probe `times` times, a second apart, and files what it says.
  void ask(Component component, std::uint64_t times) {
    for (const Probe& probe : probe_table()) {
      if (probe.component != component) continue;
      for (std::uint64_t number = 0; number < times; ++number) {
        clock.advance(seconds(1));
        const Instant due = clock.now();
        const bool ok = run_task(probe.ask({marketplace, subjects, number, "1", due + seconds(1)}));
        board.record(component, {due, ok, clock.now() - due});
      }
    }
  }
  ComponentReading reading(Component component) { return board.look()[domain::index_of(component)]; }
};

TEST_F(ProbesTest, EachComponentHasOneProbe) {
  std::set<Component> probed;
  for (const Probe& probe : probe_table()) EXPECT_TRUE(probed.insert(probe.component).second);
  EXPECT_EQ(probed.size(), domain::kComponentCount);
}

TEST_F(ProbesTest, AskWhatUsersAsk) {
  for (const Probe& probe : probe_table()) ask(probe.component, 2);
  std::multiset<std::string> asked;
  std::set<std::string> keys;
  std::size_t commands = 0;
  for (const Call& call : marketplace.calls) {
    asked.insert(call.what + " " + call.subject);
    // The second question of a probe has what the first one left.
    if (call.what == "errand-4") {
      EXPECT_LT(call.deadline - call.at, seconds(1));
    } else {
      EXPECT_EQ(call.deadline - call.at, seconds(1));
    }
    if (call.key.empty() || call.what.starts_with("errand")) continue;
    ++commands;
    keys.insert(call.key);
  }
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre(
                         "browse ", "browse ", "browse reports", "browse reports", "search tables", "search tables",
                         "errand-8 0", "errand-8 0", "install souk-probe-cloud/com.example.tables/cloud",
                         "install souk-probe-cloud/com.example.tables/cloud",
                         "install souk-probe-server/com.example.tables/server",
                         "install souk-probe-server/com.example.tables/server",
                         "evaluation souk-probe-server/com.example.tables/server",
                         "evaluation souk-probe-server/com.example.tables/server",
                         // The vendors' errands, in the order of their kinds.
                         "errand-0 1", "errand-0 1", "errand-1 1", "errand-1 1", "errand-2 1", "errand-2 1",
                         "errand-3 1", "errand-3 1", "errand-4 1", "errand-4 1", "errand-5 1", "errand-5 1",
                         "errand-6 1", "errand-6 1", "errand-7 1", "errand-7 1"));
  EXPECT_EQ(keys.size(), commands) << "a replayed answer would say nothing";
}

TEST_F(ProbesTest, AreJudgedByTheSloInForce) {
  ask(Component::search, 5);
  EXPECT_EQ(reading(Component::search).state, ComponentState::operational);
  ASSERT_TRUE(settings.set("slo.search.latency_ms", 1).has_value());
  EXPECT_EQ(reading(Component::search).state, ComponentState::degraded);
  EXPECT_EQ(reading(Component::search).probes.slow, 5U);
  ASSERT_TRUE(settings.set("slo.latency_factor", 10).has_value());
  EXPECT_EQ(reading(Component::search).state, ComponentState::operational);
  ASSERT_TRUE(settings.set("probes.window_s", 0.5).has_value());
  EXPECT_EQ(reading(Component::search).state, ComponentState::unknown);
}

TEST_F(ProbesTest, AnErrorATimeoutAndALoadShedAreFailures) {
  for (const auto kind : {ports::ReplyKind::error, ports::ReplyKind::timeout, ports::ReplyKind::shed}) {
    marketplace.reply = [kind](const Call&) { return ports::Reply{kind, 0, Nanos{0}}; };
    ask(Component::install_cloud, 10);
    EXPECT_EQ(reading(Component::install_cloud).state, ComponentState::major_outage);
  }
  EXPECT_EQ(reading(Component::listings).state, ComponentState::unknown);
}

TEST_F(ProbesTest, ASecondEvaluationIsRefusedByTheRulesAndThatIsFine) {
  marketplace.reply = [](const Call&) { return ports::Reply{ports::ReplyKind::error, 409, Nanos{0}}; };
  ask(Component::evaluations_purchases, 5);
  ask(Component::install_server, 5);
  EXPECT_EQ(reading(Component::evaluations_purchases).state, ComponentState::operational);
  EXPECT_EQ(reading(Component::install_server).state, ComponentState::major_outage);
}

TEST_F(ProbesTest, KnowsSinceWhenAComponentIsInItsState) {
  ask(Component::search, 5);
  const UnixMs before = reading(Component::search).since;
  clock.advance(seconds(1));
  EXPECT_EQ(reading(Component::search).since, before);
  marketplace.reply = [](const Call&) { return ports::Reply{ports::ReplyKind::error, 500, Nanos{0}}; };
  ask(Component::search, 5);
  EXPECT_GT(reading(Component::search).since, before);
}

TEST_F(ProbesTest, GoOnAtTheirRhythmUntilAskedToStop) {
  asio::io_context context;
  TestClock time(context);
  ScriptedMarketplace shop(time);
  ComponentBoard seen(settings, time);
  Probes probes({time, shop, settings, seen}, {.subjects = subjects});
  bool ended = false;
  const Instant start = time.now();
  asio::co_spawn(context, probes.run(), [&ended](const std::exception_ptr& error) { ended = !error; });
  time.call_at(start + milliseconds(30'500), [&probes] { probes.request_stop(); });
  ComponentReadings readings;
  time.call_at(start + milliseconds(30'400), [&readings, &seen] { readings = seen.look(); });
  time.run(start + seconds(60));
  EXPECT_TRUE(ended);
  EXPECT_LE(time.now(), start + seconds(31));
  EXPECT_NEAR(static_cast<double>(shop.calls.size()), 30.5 * static_cast<double>(probe_table().size() + 1), 7)
      << "reports take two questions";
  for (const ComponentReading& each : readings) {
    EXPECT_EQ(each.state, each.probed ? ComponentState::operational : ComponentState::unknown)
        << domain::key_of(each.component);
    EXPECT_EQ(each.probes.p50.has_value(), each.probed);
  }
}

TEST_F(ProbesTest, AShopThatNeverAnswersIsAskedOnceATimeout) {
  asio::io_context context;
  TestClock time(context);
  ScriptedMarketplace shop(time);
  shop.takes = seconds(4);
  shop.reply = [](const Call&) { return ports::Reply{ports::ReplyKind::timeout, 0, Nanos{0}}; };
  ComponentBoard seen(settings, time);
  Probes probes({time, shop, settings, seen}, {.subjects = subjects});
  const Instant start = time.now();
  asio::co_spawn(context, probes.run(), asio::detached);
  time.call_at(start + seconds(20), [&probes] { probes.request_stop(); });
  time.run(start + seconds(60));
  EXPECT_NEAR(static_cast<double>(shop.calls.size()), 5 * static_cast<double>(probe_table().size()), 7);
}

TEST_F(ProbesTest, WithoutAnyAppNothingIsProbed) {
  Probes probes({clock, marketplace, settings, board}, {.subjects = {}});
  run_task(probes.run());
  EXPECT_TRUE(marketplace.calls.empty());
  EXPECT_FALSE(reading(Component::listings).probed);
}

}  // namespace
}  // namespace souk::app
