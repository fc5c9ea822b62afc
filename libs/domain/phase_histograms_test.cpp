#include "domain/phase_histograms.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(PhaseTimes, KnowsWhatTheRequestWentThroughEvenIfItTookNoTime) {
  PhaseTimes times;
  EXPECT_FALSE(times.has(RequestPhase::pool));
  times.add(RequestPhase::pool, Nanos{0});
  EXPECT_TRUE(times.has(RequestPhase::pool));
  EXPECT_FALSE(times.has(RequestPhase::writer));
}

TEST(PhaseTimes, AddsUpTheTransactionsOfARequest) {
  PhaseTimes request, read, write;
  read.add(RequestPhase::pool, milliseconds(2));
  write.add(RequestPhase::pool, milliseconds(3));
  write.add(RequestPhase::writer, milliseconds(7));
  request.add(read);
  request.add(write);
  EXPECT_EQ(request.of(RequestPhase::pool), milliseconds(5));
  EXPECT_EQ(request.of(RequestPhase::writer), milliseconds(7));
  request.clear();
  EXPECT_FALSE(request.has(RequestPhase::writer));
  EXPECT_EQ(request.of(RequestPhase::pool), Nanos{0});
}

TEST(PhaseHistograms, FilesByPhaseOwnerAndBucket) {
  PhaseHistograms<std::uint64_t> histograms;
  PhaseTimes times;
  times.add(RequestPhase::pool, microseconds(10));
  histograms.record(Owner::core, times);
  times.clear();
  times.add(RequestPhase::pool, microseconds(11));
  histograms.record(Owner::core, times);
  times.clear();
  times.add(RequestPhase::pool, std::chrono::seconds(11));
  histograms.record(Owner::browse, times);

  const PhaseHistogram core = histograms.histogram(RequestPhase::pool, Owner::core);
  EXPECT_EQ(core.counts[0], 1U) << "a bound belongs to its own bucket";
  EXPECT_EQ(core.counts[1], 1U);
  EXPECT_EQ(core.count(), 2U);
  EXPECT_EQ(core.sum_ns, 21'000U);
  EXPECT_EQ(histograms.histogram(RequestPhase::pool, Owner::browse).counts[kPhaseBuckets - 1], 1U);
  EXPECT_EQ(histograms.histogram(RequestPhase::writer, Owner::core).count(), 0U);
}

TEST(PhaseHistograms, TotalsGiveTheMean) {
  PhaseHistograms<std::uint64_t> histograms;
  PhaseTimes times;
  times.add(RequestPhase::writer, milliseconds(230));
  histograms.record(Owner::analytics, times);
  histograms.record(Owner::analytics, times);
  const PhaseTotal total = histograms.totals()[index_of(RequestPhase::writer)][index_of(Owner::analytics)];
  EXPECT_EQ(total.count, 2U);
  EXPECT_EQ(total.total_us, 460'000U);
}

TEST(PhaseHistograms, ATimeBelowZeroCountsAsNone) {
  PhaseHistograms<std::uint64_t> histograms;
  PhaseTimes times;
  times.add(RequestPhase::store, Nanos{-5});
  histograms.record(Owner::ops, times);
  EXPECT_EQ(histograms.histogram(RequestPhase::store, Owner::ops).counts[0], 1U);
  EXPECT_EQ(histograms.histogram(RequestPhase::store, Owner::ops).sum_ns, 0U);
}

}  // namespace
}  // namespace souk::domain
