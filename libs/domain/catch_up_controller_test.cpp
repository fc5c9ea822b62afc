#include "domain/catch_up_controller.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Step = CatchUpController::Step;

constexpr Instant at(Nanos since_start) { return Instant{since_start}; }

CatchUpController::Settings settings() {
  CatchUpController::Settings s;
  s.target = milliseconds(50);
  s.min_workers = 1;
  s.max_workers = 8;
  s.min_batch = 20;
  s.max_batch = 200;
  s.increase = 60;
  return s;
}

CatchUpController::Reading healthy(Instant now) {
  return {.core_p99 = milliseconds(10), .samples = 200, .backlog = 100'000, .now = now};
}

TEST(CatchUpControllerTest, StartsAtTheSmallestAllowance) {
  CatchUpController controller(settings());
  const auto decision = controller.decide({.core_p99 = Nanos{0}, .samples = 0, .backlog = 0, .now = at(Nanos{0})});
  EXPECT_EQ(decision.workers, 1U);
  EXPECT_EQ(decision.batch, 20U);
  EXPECT_EQ(decision.step, Step::hold);
}

TEST(CatchUpControllerTest, RaisesByTheSameAmountEachIntervalBatchesFirst) {
  CatchUpController controller(settings());
  std::vector<std::pair<std::size_t, std::size_t>> seen;
  for (int i = 0; i < 6; ++i) {
    const auto decision = controller.decide(healthy(at(milliseconds(500) * i)));
    EXPECT_EQ(decision.step, Step::raise);
    seen.emplace_back(decision.workers, decision.batch);
  }
  const std::vector<std::pair<std::size_t, std::size_t>> expected{{1, 80},  {1, 140}, {1, 200},
                                                                  {1, 200}, {1, 200}, {1, 200}};
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(controller.decide(healthy(at(seconds(4)))).workers, 2U);  // 440 events: two batches of 200
}

TEST(CatchUpControllerTest, RaisesAtMostOncePerInterval) {
  CatchUpController controller(settings());
  EXPECT_EQ(controller.decide(healthy(at(milliseconds(0)))).step, Step::raise);
  EXPECT_EQ(controller.decide(healthy(at(milliseconds(499)))).step, Step::hold);
  EXPECT_EQ(controller.decide(healthy(at(milliseconds(500)))).step, Step::raise);
}

TEST(CatchUpControllerTest, CutsByHalfOnABreachAndThenWaitsForTheSensor) {
  CatchUpController controller(settings());
  for (int i = 0; i < 100; ++i) controller.decide(healthy(at(milliseconds(500) * i)));
  const double before = controller.allowance();
  EXPECT_DOUBLE_EQ(before, 8 * 200);
  auto breach = healthy(at(seconds(60)));
  breach.core_p99 = milliseconds(51);
  EXPECT_EQ(controller.decide(breach).step, Step::cut);
  EXPECT_DOUBLE_EQ(controller.allowance(), before / 2);
  breach.now = at(milliseconds(61'999));
  EXPECT_EQ(controller.decide(breach).step, Step::hold);
  breach.now = at(seconds(62));
  const auto decision = controller.decide(breach);
  EXPECT_EQ(decision.step, Step::cut);
  EXPECT_EQ(decision.workers, 2U);
  EXPECT_EQ(decision.batch, 200U);
}

TEST(CatchUpControllerTest, HoldsBetweenHeadroomAndTarget) {
  CatchUpController controller(settings());
  auto reading = healthy(at(seconds(1)));
  reading.core_p99 = milliseconds(41);
  EXPECT_EQ(controller.decide(reading).step, Step::hold);
  reading.core_p99 = milliseconds(50);
  EXPECT_EQ(controller.decide(reading).step, Step::hold);
  reading.core_p99 = milliseconds(40);
  EXPECT_EQ(controller.decide(reading).step, Step::raise);
}

TEST(CatchUpControllerTest, WithoutSamplesItHoldsAndNeverRaises) {
  CatchUpController controller(settings());
  controller.decide(healthy(at(seconds(0))));
  const double before = controller.allowance();
  for (int i = 1; i < 50; ++i) {
    const auto decision =
        controller.decide({.core_p99 = Nanos{0}, .samples = 9, .backlog = 1'000'000, .now = at(seconds(i))});
    ASSERT_EQ(decision.step, Step::hold);
  }
  EXPECT_DOUBLE_EQ(controller.allowance(), before);
}

TEST(CatchUpControllerTest, ABacklogThatFitsTheAllowanceDoesNotRaiseIt) {
  CatchUpController controller(settings());
  auto reading = healthy(at(seconds(1)));
  reading.backlog = 20;
  EXPECT_EQ(controller.decide(reading).step, Step::hold);
  reading.backlog = 21;
  EXPECT_EQ(controller.decide(reading).step, Step::raise);
}

TEST(CatchUpControllerTest, NeverCutsBelowTheSmallestAllowance) {
  CatchUpController controller(settings());
  auto reading = healthy(at(seconds(0)));
  reading.core_p99 = seconds(5);
  for (int i = 0; i < 20; ++i) {
    reading.now = at(seconds(3) * i);
    const auto decision = controller.decide(reading);
    ASSERT_EQ(decision.workers, 1U);
    ASSERT_EQ(decision.batch, 20U);
  }
}

TEST(CatchUpControllerTest, ResetGoesBackToTheStart) {
  CatchUpController controller(settings());
  for (int i = 0; i < 30; ++i) controller.decide(healthy(at(seconds(i))));
  controller.reset();
  EXPECT_DOUBLE_EQ(controller.allowance(), 20);
}

TEST(CatchUpControllerTest, NewSettingsBoundTheAllowanceAtOnce) {
  CatchUpController controller(settings());
  for (int i = 0; i < 60; ++i) controller.decide(healthy(at(seconds(i))));
  auto smaller = settings();
  smaller.max_workers = 2;
  controller.set_settings(smaller);
  EXPECT_DOUBLE_EQ(controller.allowance(), 400);
}

// A store whose core latency is 5 ms plus 0.1 ms for each event in work: the target of 50 ms allows 450. The controller
// must work close below that and must not stay above it.
TEST(CatchUpControllerTest, HoldsTheTargetOnAStoreThatSlowsDownWithLoad) {
  CatchUpController controller(settings());
  int breaches = 0;
  double lowest = 1e9;
  double highest = 0;
  CatchUpController::Decision decision{.workers = 1, .batch = 20};
  for (int i = 0; i < 400; ++i) {
    const double in_work = static_cast<double>(decision.workers * decision.batch);
    const Nanos p99 = milliseconds(5) + from_s(in_work * 0.0001);
    if (p99 > milliseconds(50)) ++breaches;
    if (i >= 50) {
      lowest = std::min(lowest, controller.allowance());
      highest = std::max(highest, controller.allowance());
    }
    decision =
        controller.decide({.core_p99 = p99, .samples = 200, .backlog = 1'000'000, .now = at(milliseconds(500) * i)});
  }
  EXPECT_LE(breaches, 40);
  EXPECT_GE(lowest, 180);
  EXPECT_LE(highest, 660);
}

TEST(CatchUpControllerTest, SettingsAreCheckedByName) {
  const auto refused = [](auto change) {
    auto s = settings();
    change(s);
    const auto result = CatchUpController::validate(s);
    return result.has_error() ? result.error().detail : std::string("accepted");
  };
  using S = CatchUpController::Settings;
  EXPECT_EQ(refused([](S&) {}), "accepted");
  EXPECT_EQ(refused([](S& s) { s.target = Nanos{0}; }), "catch_up.target must be above 0");
  EXPECT_NE(refused([](S& s) { s.headroom = 1.5; }).find("headroom"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.min_workers = 0; }).find("min_workers"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.max_workers = 0; }).find("max_workers"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.min_batch = 0; }).find("min_batch"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.max_batch = 19; }).find("max_batch"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.increase = 0; }).find("increase"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.decrease = 1; }).find("decrease"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.interval = Nanos{0}; }).find("interval"), std::string::npos);
  EXPECT_NE(refused([](S& s) { s.settle = Nanos{-1}; }).find("settle"), std::string::npos);
}

}  // namespace
}  // namespace souk::domain
