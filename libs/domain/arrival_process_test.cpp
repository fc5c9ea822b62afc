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

}  // namespace
}  // namespace souk::domain
