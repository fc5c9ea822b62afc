#include "domain/capacity_meter.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace souk::domain {
namespace {

constexpr Nanos kSlice = std::chrono::milliseconds(500);

// A counter read ten times a second.
struct Counter {
  explicit Counter(CapacityMeter& fed) : meter(fed) { meter.add(now, total); }
  void run(double seconds, std::uint64_t per_tenth) {
    for (std::int64_t tick = 0; tick < std::llround(seconds * 10); ++tick) {
      now += std::chrono::milliseconds(100);
      total += per_tenth;
      meter.add(now, total);
    }
  }
  CapacityMeter& meter;
  Instant now{std::chrono::seconds(7)};
  std::uint64_t total = 1'000;
};

TEST(CapacityMeter, MeasuresASteadyRate) {
  CapacityMeter meter(kSlice);
  Counter(meter).run(2, 300);
  EXPECT_DOUBLE_EQ(meter.capacity_per_s(), 3'000);
  EXPECT_TRUE(meter.steady());
  EXPECT_EQ(meter.events(), 6'000U);
  EXPECT_EQ(meter.measured(), std::chrono::seconds(2));
}

TEST(CapacityMeter, IsNotMisledByAStall) {
  CapacityMeter meter(kSlice);
  Counter counter(meter);
  counter.run(1.5, 300);
  counter.run(1, 0);
  counter.run(1.5, 300);
  EXPECT_DOUBLE_EQ(meter.capacity_per_s(), 3'000);
}

TEST(CapacityMeter, SaysWhenTheSlicesDisagree) {
  CapacityMeter meter(kSlice);
  Counter counter(meter);
  counter.run(2, 150);
  EXPECT_TRUE(meter.steady());
  counter.run(2, 300);
  EXPECT_FALSE(meter.steady());
  counter.run(6, 300);  // the slow beginning is the exception now
  EXPECT_TRUE(meter.steady());
  EXPECT_DOUBLE_EQ(meter.capacity_per_s(), 3'000);
}

TEST(CapacityMeter, LeavesOutWhatPassedInAPause) {
  CapacityMeter meter(kSlice);
  Counter counter(meter);
  counter.run(1, 300);
  meter.pause();
  counter.now += std::chrono::seconds(10);
  counter.total += 1'000'000;
  meter.add(counter.now, counter.total);
  counter.run(1, 300);
  EXPECT_DOUBLE_EQ(meter.capacity_per_s(), 3'000);
  EXPECT_EQ(meter.measured(), std::chrono::seconds(2));
}

TEST(CapacityMeter, KnowsNothingWithoutAWholeSlice) {
  CapacityMeter meter(kSlice);
  EXPECT_EQ(meter.capacity_per_s(), 0);
  Counter(meter).run(0.4, 300);
  EXPECT_EQ(meter.capacity_per_s(), 0);
  EXPECT_FALSE(meter.steady());
}

}  // namespace
}  // namespace souk::domain
