#include "metrics/phase_probe.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "metrics/registry.hpp"
#include "metrics/test_exposition.hpp"

namespace souk::metrics {
namespace {

using domain::Owner;
using domain::PhaseTimes;
using domain::RequestPhase;
using std::chrono::microseconds;
using std::chrono::milliseconds;

PhaseTimes waited(RequestPhase phase, Nanos time) {
  PhaseTimes times;
  times.add(phase, time);
  return times;
}

TEST(PhaseProbeTest, IsAHistogramByPhaseAndOwner) {
  Registry registry;
  const auto probe = std::make_shared<PhaseProbe>();
  registry.add(probe);
  probe->record(Owner::core, waited(RequestPhase::pool, milliseconds(2)));
  probe->record(Owner::core, waited(RequestPhase::pool, milliseconds(400)));
  probe->record(Owner::analytics, waited(RequestPhase::writer, std::chrono::seconds(11)));

  const auto text = parse_exposition(registry.exposition());
  EXPECT_EQ(text.types.at("souk_request_phase_seconds"), "histogram");
  const std::string core = R"({phase="pool",owner="core")";
  EXPECT_EQ(text.at("souk_request_phase_seconds_bucket" + core + R"(,le="0.0025"})"), 1);
  EXPECT_EQ(text.at("souk_request_phase_seconds_bucket" + core + R"(,le="0.5"})"), 2);
  EXPECT_EQ(text.at("souk_request_phase_seconds_count" + core + "}"), 2);
  EXPECT_NEAR(text.at("souk_request_phase_seconds_sum" + core + "}"), 0.402, 1e-9);
  const std::string worker = R"({phase="writer",owner="analytics")";
  EXPECT_EQ(text.at("souk_request_phase_seconds_bucket" + worker + R"(,le="10"})"), 0);
  EXPECT_EQ(text.at("souk_request_phase_seconds_bucket" + worker + R"(,le="+Inf"})"), 1);
}

TEST(PhaseProbeTest, SaysNothingOfWhatNeverHappened) {
  Registry registry;
  const auto probe = std::make_shared<PhaseProbe>();
  registry.add(probe);
  EXPECT_TRUE(parse_exposition(registry.exposition()).samples.empty());
  probe->record(Owner::browse, waited(RequestPhase::admission, microseconds(20)));
  for (const auto& [series, value] : parse_exposition(registry.exposition()).samples) {
    EXPECT_NE(series.find(R"(phase="admission",owner="browse")"), std::string::npos) << series;
  }
}

TEST(PhaseProbeTest, LosesNothingOnManyThreads) {
  PhaseProbe probe;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&probe] {
      for (int n = 0; n < 10'000; ++n) probe.record(Owner::core, waited(RequestPhase::store, microseconds(3)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const domain::PhaseTotal total = probe.totals()[index_of(RequestPhase::store)][index_of(Owner::core)];
  EXPECT_EQ(total.count, 40'000U);
  EXPECT_EQ(total.total_us, 120'000U);
}

}  // namespace
}  // namespace souk::metrics
