#include "domain/component_health.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Slo kSlo{0.9, milliseconds(500)};

ProbeSummary summary(std::uint32_t probes, std::uint32_t failed, std::uint32_t slow) {
  return {.probes = probes, .failed = failed, .slow = slow, .p50 = {}, .max = {}};
}

TEST(Component, HasFourteenKeysAndNamesThatDiffer) {
  std::set<std::string_view> keys, names;
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    const auto component = static_cast<Component>(i);
    keys.insert(key_of(component));
    names.insert(name_of(component));
    EXPECT_EQ(find_component(key_of(component)), component);
    EXPECT_GT(default_slo(component).latency, Nanos{0});
  }
  EXPECT_EQ(keys.size(), 14U);
  EXPECT_EQ(names.size(), 14U);
  EXPECT_FALSE(find_component("Search").has_value());
  EXPECT_FALSE(find_component("").has_value());
}

TEST(ComponentHealth, WithoutEnoughProbesNothingIsKnown) {
  EXPECT_EQ(judge(summary(0, 0, 0), kSlo), ComponentState::unknown);
  EXPECT_EQ(judge(summary(kLeastProbes - 1, kLeastProbes - 1, 0), kSlo), ComponentState::unknown);
  EXPECT_EQ(judge(summary(kLeastProbes, 0, 0), kSlo), ComponentState::operational);
}

TEST(ComponentHealth, FollowsItsSlo) {
  EXPECT_EQ(judge(summary(10, 0, 0), kSlo), ComponentState::operational);
  EXPECT_EQ(judge(summary(10, 1, 0), kSlo), ComponentState::operational);
  EXPECT_EQ(judge(summary(10, 0, 2), kSlo), ComponentState::degraded);
  EXPECT_EQ(judge(summary(10, 1, 1), kSlo), ComponentState::degraded);
  EXPECT_EQ(judge(summary(10, 2, 0), kSlo), ComponentState::partial_outage);
  EXPECT_EQ(judge(summary(10, 5, 5), kSlo), ComponentState::partial_outage);
  EXPECT_EQ(judge(summary(10, 6, 0), kSlo), ComponentState::major_outage);
  EXPECT_EQ(judge(summary(10, 10, 0), kSlo), ComponentState::major_outage);
  // A stricter promise is broken earlier, one that promises nothing only ever is slow or gone.
  EXPECT_EQ(judge(summary(10, 1, 0), {1.0, milliseconds(500)}), ComponentState::partial_outage);
  EXPECT_EQ(judge(summary(10, 10, 0), {0, milliseconds(500)}), ComponentState::operational);
}

TEST(ComponentHealth, SeesOnlyTheWindow) {
  ProbeWindow window;
  const Instant start{seconds(100)};
  for (int i = 0; i < 10; ++i) window.record({start + seconds(i), false, Nanos{0}});
  EXPECT_EQ(judge(window.summary(start + seconds(9), seconds(10), kSlo), kSlo), ComponentState::major_outage);
  for (int i = 10; i < 20; ++i) window.record({start + seconds(i), true, milliseconds(20)});
  const ProbeSummary later = window.summary(start + seconds(19), seconds(10), kSlo);
  EXPECT_EQ(later.probes, 10U);
  EXPECT_EQ(later.failed, 0U);
  EXPECT_EQ(judge(later, kSlo), ComponentState::operational);
  // Nobody probes any more: what was seen grows old.
  EXPECT_EQ(judge(window.summary(start + seconds(28), seconds(10), kSlo), kSlo), ComponentState::unknown);
}

TEST(ComponentHealth, CountsSlowAnswersAndTellsTheirLatencies) {
  ProbeWindow window;
  const Instant now{seconds(10)};
  for (const int ms : {10, 700, 30, 20, 900}) window.record({now, true, milliseconds(ms)});
  window.record({now, false, Nanos{0}});
  const ProbeSummary seen = window.summary(now, seconds(5), kSlo);
  EXPECT_EQ(seen.probes, 6U);
  EXPECT_EQ(seen.failed, 1U);
  EXPECT_EQ(seen.slow, 2U);
  EXPECT_EQ(seen.p50, milliseconds(30));
  EXPECT_EQ(seen.max, milliseconds(900));
}

TEST(ComponentHealth, KeepsABoundedNumber) {
  ProbeWindow window;
  for (std::size_t i = 0; i < ProbeWindow::kMost + 100; ++i) window.record({Instant{seconds(1)}, true, Nanos{1}});
  EXPECT_EQ(window.summary(Instant{seconds(1)}, seconds(5), kSlo).probes, ProbeWindow::kMost);
}

}  // namespace
}  // namespace souk::domain
