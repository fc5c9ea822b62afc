#include "domain/latency_sensor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/random.hpp"

namespace souk::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant at(Nanos since_start) { return Instant{since_start}; }

TEST(LatencySensorTest, WithoutSamplesThereIsNothingToSay) {
  LatencySensor sensor;
  EXPECT_EQ(sensor.count(at(seconds(1))), 0U);
  EXPECT_EQ(sensor.quantile(0.99, at(seconds(1))), Nanos{0});
}

TEST(LatencySensorTest, EveryValueIsKnownToThreePercent) {
  for (Nanos value = microseconds(1); value < seconds(60); value = value * 13 / 12 + microseconds(1)) {
    LatencySensor sensor;
    sensor.record(value, at(seconds(1)));
    const Nanos read = sensor.quantile(0.5, at(seconds(1)));
    ASSERT_GT(read, value);
    ASSERT_LE(to_ms(read), to_ms(value) * 1.032 + 0.001) << value.count();
  }
}

TEST(LatencySensorTest, QuantilesAgreeWithSortedSamples) {
  Random random(11, "latency");
  LatencySensor sensor;
  std::vector<Nanos> samples;
  for (int i = 0; i < 5'000; ++i) {
    samples.push_back(from_s(random.exponential(0.02)));
    sensor.record(samples.back(), at(milliseconds(i / 5)));
  }
  std::sort(samples.begin(), samples.end());
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const Nanos truth = samples[static_cast<std::size_t>(q * 5'000) - 1];
    const Nanos read = sensor.quantile(q, at(milliseconds(1'000)));
    EXPECT_NEAR(to_ms(read), to_ms(truth), to_ms(truth) * 0.035 + 0.002) << q;
  }
}

TEST(LatencySensorTest, OldLatenciesLeaveTheWindow) {
  LatencySensor sensor(seconds(2));
  sensor.record(seconds(1), at(milliseconds(100)));
  sensor.record(milliseconds(1), at(milliseconds(1'900)));
  EXPECT_EQ(sensor.count(at(milliseconds(1'999))), 2U);
  EXPECT_GT(sensor.quantile(1.0, at(milliseconds(1'999))), milliseconds(999));
  EXPECT_EQ(sensor.count(at(milliseconds(2'001))), 1U);
  EXPECT_LT(sensor.quantile(1.0, at(milliseconds(2'001))), milliseconds(2));
  EXPECT_EQ(sensor.count(at(milliseconds(4'000))), 0U);
}

TEST(LatencySensorTest, ALongSilenceEmptiesTheWindow) {
  LatencySensor sensor;
  for (int i = 0; i < 100; ++i) sensor.record(milliseconds(5), at(milliseconds(20 * i)));
  EXPECT_EQ(sensor.count(at(milliseconds(1'980))), 100U);
  EXPECT_EQ(sensor.count(at(std::chrono::hours(5))), 0U);
  sensor.record(milliseconds(7), at(std::chrono::hours(5)));
  EXPECT_EQ(sensor.count(at(std::chrono::hours(5))), 1U);
}

TEST(LatencySensorTest, AReadingFromSlightlyEarlierStillCounts) {
  LatencySensor sensor;
  sensor.record(milliseconds(1), at(seconds(3)));
  sensor.record(milliseconds(2), at(milliseconds(2'700)));
  EXPECT_EQ(sensor.count(at(seconds(3))), 2U);
}

TEST(LatencySensorTest, ExtremesAreClampedNotLost) {
  LatencySensor sensor;
  sensor.record(Nanos{-5}, at(seconds(1)));
  sensor.record(std::chrono::hours(3), at(seconds(1)));
  EXPECT_EQ(sensor.quantile(0.0, at(seconds(1))), microseconds(1));
  EXPECT_GT(sensor.quantile(1.0, at(seconds(1))), seconds(60));
}

}  // namespace
}  // namespace souk::domain
