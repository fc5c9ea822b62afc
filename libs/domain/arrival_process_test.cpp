#include "domain/arrival_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kStart{std::chrono::hours(5)};

Arrivals poisson(double rate, Nanos ramp = Nanos{0}) { return {ArrivalKind::poisson, rate, ramp}; }
Arrivals constant(double rate, Nanos ramp = Nanos{0}) { return {ArrivalKind::constant, rate, ramp}; }

// Takes every arrival intended before `end`.
std::vector<Instant> take_until(ArrivalProcess& process, Instant end) {
  std::vector<Instant> taken;
  while (process.next() < end) {
    taken.push_back(process.next());
    process.advance();
  }
  return taken;
}

std::size_t count_between(const std::vector<Instant>& arrivals, Instant from, Instant to) {
  std::size_t count = 0;
  for (const Instant at : arrivals) count += at >= from && at < to ? 1 : 0;
  return count;
}

// Five standard deviations of a Poisson count: a fixed seed passes or fails for good, so this is a bound on the code.
void expect_poisson_count(std::size_t count, double expected) {
  EXPECT_NEAR(static_cast<double>(count), expected, 5 * std::sqrt(expected));
}

TEST(ArrivalProcess, PoissonHasItsRateAndItsSpread) {
  ArrivalProcess process(Random(1), poisson(1'000), kStart);
  const auto arrivals = take_until(process, kStart + seconds(60));
  expect_poisson_count(arrivals.size(), 60'000);
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    ASSERT_GE(arrivals[i], arrivals[i - 1]);
    const double gap = to_ms(arrivals[i] - arrivals[i - 1]);
    sum += gap;
    squares += gap * gap;
  }
  const double n = static_cast<double>(arrivals.size() - 1);
  const double mean = sum / n;
  EXPECT_NEAR(mean, 1.0, 0.02);
  // An exponential gap has a standard deviation equal to its mean.
  EXPECT_NEAR(std::sqrt(squares / n - mean * mean) / mean, 1.0, 0.03);
}

TEST(ArrivalProcess, ConstantIsEvenlySpacedAndExactInWholeSeconds) {
  ArrivalProcess process(Random(1), constant(1'000), kStart);
  const auto arrivals = take_until(process, kStart + seconds(15));
  ASSERT_EQ(arrivals.size(), 15'000U);
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    ASSERT_NEAR(to_ms(arrivals[i] - arrivals[i - 1]), 1.0, 1e-3);
  }
}

TEST(ArrivalProcess, SameSeedSameSchedule) {
  ArrivalProcess one(Random(9, "installers"), poisson(50), kStart);
  ArrivalProcess two(Random(9, "installers"), poisson(50), kStart);
  ArrivalProcess other(Random(10, "installers"), poisson(50), kStart);
  const auto first = take_until(one, kStart + seconds(20));
  EXPECT_EQ(first, take_until(two, kStart + seconds(20)));
  EXPECT_NE(first, take_until(other, kStart + seconds(20)));
}

TEST(ArrivalProcess, RateZeroNeverArrivesAndCanBeRaised) {
  ArrivalProcess process(Random(1), poisson(0), kStart);
  EXPECT_EQ(process.next(), kNever);
  process.advance();
  EXPECT_EQ(process.next(), kNever);
  process.change(poisson(100), kStart + seconds(10));
  const auto arrivals = take_until(process, kStart + seconds(20));
  ASSERT_FALSE(arrivals.empty());
  EXPECT_GE(arrivals.front(), kStart + seconds(10));
  expect_poisson_count(arrivals.size(), 1'000);
}

TEST(ArrivalProcess, GoesSilentWhenTheRateDropsToZero) {
  ArrivalProcess process(Random(1), constant(100), kStart);
  take_until(process, kStart + seconds(1));
  process.change(constant(0), kStart + seconds(1));
  EXPECT_EQ(process.next(), kNever);
  process.change(constant(100), kStart + seconds(5));
  const auto arrivals = take_until(process, kStart + seconds(6));
  EXPECT_EQ(arrivals.size(), 100U);
  EXPECT_GE(arrivals.front(), kStart + seconds(5));
}

TEST(ArrivalProcess, RampRisesLinearlyForBothKinds) {
  for (const ArrivalKind kind : {ArrivalKind::poisson, ArrivalKind::constant}) {
    ArrivalProcess process(Random(4), {kind, 2'000, seconds(10)}, kStart);
    EXPECT_DOUBLE_EQ(process.rate_at(kStart + seconds(5)), 1'000);
    EXPECT_DOUBLE_EQ(process.rate_at(kStart + seconds(11)), 2'000);
    const auto arrivals = take_until(process, kStart + seconds(12));
    // Integral of 200 t per second: second k holds 200 k + 100.
    for (int k = 0; k < 10; ++k) {
      expect_poisson_count(count_between(arrivals, kStart + seconds(k), kStart + seconds(k + 1)), 200 * k + 100);
    }
    expect_poisson_count(count_between(arrivals, kStart + seconds(10), kStart + seconds(12)), 4'000);
  }
}

TEST(ArrivalProcess, RampDownReachesZeroAndStops) {
  ArrivalProcess process(Random(4), constant(1'000), kStart);
  process.change(constant(0, seconds(2)), kStart);
  const auto arrivals = take_until(process, kNever);
  EXPECT_NEAR(static_cast<double>(arrivals.size()), 1'000, 1);
  EXPECT_LE(arrivals.back(), kStart + seconds(2));
}

TEST(ArrivalProcess, RampStartsFromWhereAnEarlierRampHadGot) {
  ArrivalProcess process(Random(4), constant(1'000, seconds(10)), kStart);
  process.change(constant(0, seconds(5)), kStart + seconds(5));
  EXPECT_DOUBLE_EQ(process.rate_at(kStart + seconds(5)), 500);
  EXPECT_DOUBLE_EQ(process.rate_at(kStart + milliseconds(7'500)), 250);
}

TEST(ArrivalProcess, ManyChangesMakeNeitherBurstNorHole) {
  // The same rate set again and again must not restart the gap: that would thin (or bunch) the arrivals.
  for (const ArrivalKind kind : {ArrivalKind::poisson, ArrivalKind::constant}) {
    ArrivalProcess process(Random(6), {kind, 100, Nanos{0}}, kStart);
    std::vector<Instant> arrivals;
    for (int step = 1; step <= 10'000; ++step) {
      const Instant at = kStart + milliseconds(3 * step);
      const auto some = take_until(process, at);
      arrivals.insert(arrivals.end(), some.begin(), some.end());
      process.change({kind, 100, Nanos{0}}, at);
    }
    expect_poisson_count(arrivals.size(), 3'000);
    if (kind == ArrivalKind::constant) {
      for (std::size_t i = 1; i < arrivals.size(); ++i) ASSERT_NEAR(to_ms(arrivals[i] - arrivals[i - 1]), 10, 1e-3);
    }
  }
}

TEST(ArrivalProcess, ChangingTheKindKeepsTheRate) {
  ArrivalProcess process(Random(6), poisson(200), kStart);
  std::vector<Instant> arrivals;
  for (int step = 1; step <= 500; ++step) {
    const Instant at = kStart + milliseconds(100 * step);
    const auto some = take_until(process, at);
    arrivals.insert(arrivals.end(), some.begin(), some.end());
    process.change(step % 2 == 0 ? poisson(200) : constant(200), at);
  }
  expect_poisson_count(arrivals.size(), 10'000);
}

TEST(ArrivalProcess, WhatWasDueBeforeAChangeStaysDue) {
  ArrivalProcess process(Random(6), constant(100), kStart);
  process.change(constant(0), kStart + seconds(1));
  EXPECT_EQ(take_until(process, kNever).size(), 100U);
}

Arrivals daily(ArrivalKind kind, double rate, double swing) {
  return {
      .kind = kind, .rate_per_s = rate, .ramp = Nanos{0}, .daily = {.swing = swing, .peak = std::chrono::hours(14)}};
}

TEST(ArrivalProcess, ADayHasItsMeanRateAndItsCurve) {
  using std::chrono::hours;
  ArrivalProcess process(Random(1, "t"), daily(ArrivalKind::poisson, 2, 0.5), kStart);
  EXPECT_NEAR(process.rate_at(kStart + hours(14)), 3, 1e-9);
  EXPECT_NEAR(process.rate_at(kStart + hours(2)), 1, 1e-9);
  EXPECT_NEAR(process.rate_at(kStart + hours(24 * 20 + 8)), 2, 1e-6);
  const auto arrivals = take_until(process, kStart + hours(24 * 3));
  for (int day = 0; day < 3; ++day) {
    const Instant begin = kStart + hours(24 * day);
    expect_poisson_count(count_between(arrivals, begin, begin + hours(24)), 2 * 86'400);
    // The mean of the cosine over the six hours around its top is sin(pi/4) / (pi/4) = 0.9003.
    expect_poisson_count(count_between(arrivals, begin + hours(11), begin + hours(17)), 2 * 21'600 * 1.45016);
    expect_poisson_count(count_between(arrivals, begin, begin + hours(5)), 2 * 18'000 * (1 - 0.5 * 0.93035));
  }
}

TEST(ArrivalProcess, TheInverseOfADayIsExact) {
  // Constant arrivals make the integral visible: between two of them it grows by 1, also after weeks and in a ramp.
  ArrivalProcess process(Random(1, "t"), daily(ArrivalKind::constant, 0.01, 0.95), kStart);
  EXPECT_EQ(take_until(process, kStart + std::chrono::hours(24 * 25)).size(), 864U * 25);
  Arrivals faster = daily(ArrivalKind::constant, 0.03, 0);
  faster.ramp = std::chrono::hours(48);
  process.change(faster, kStart + std::chrono::hours(24 * 25));
  const auto ramped = take_until(process, kStart + std::chrono::hours(24 * 27));
  // Over whole days the curve evens out for the mean of 0.02/s, but not for the slope that it is multiplied with.
  const double w = 2 * 3.14159265358979 / 86'400, slope = 0.02 / 172'800;
  const double phase = w * -50'400;
  const double weighted = 0.95 * slope * 172'800 * std::sin(phase) / w;
  EXPECT_NEAR(static_cast<double>(ramped.size()), 0.02 * 172'800 + weighted, 1);
  for (std::size_t i = 1; i < ramped.size(); ++i) ASSERT_GT(ramped[i], ramped[i - 1]);
}

TEST(ArrivalProcess, AChangeKeepsDayAndNight) {
  ArrivalProcess process(Random(1, "t"), daily(ArrivalKind::poisson, 2, 0.5), kStart);
  process.change(poisson(4), kStart + std::chrono::hours(3));
  EXPECT_NEAR(process.rate_at(kStart + std::chrono::hours(14)), 6, 1e-9);
  EXPECT_NEAR(process.rate_at(kStart + std::chrono::hours(26)), 2, 1e-9);
}

}  // namespace
}  // namespace souk::domain
