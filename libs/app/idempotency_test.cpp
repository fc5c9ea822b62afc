#include "app/idempotency.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace souk::app {
namespace {

domain::Command command() {
  domain::Command command;
  command.kind = domain::CommandKind::install;
  command.instance_id = "i-000001";
  command.app_key = "com.example.tables";
  command.version = "1.0.0";
  return command;
}

TEST(Fingerprint, IsTheSameForTheSameCommandOnly) {
  EXPECT_EQ(fingerprint(command()), fingerprint(command()));
  std::set<std::uint64_t> seen{fingerprint(command())};
  auto other = command();
  other.kind = domain::CommandKind::upgrade;
  EXPECT_TRUE(seen.insert(fingerprint(other)).second);
  other = command();
  other.instance_id = "i-000002";
  EXPECT_TRUE(seen.insert(fingerprint(other)).second);
  other = command();
  other.hosting = domain::Hosting::server;
  EXPECT_TRUE(seen.insert(fingerprint(other)).second);
  other = command();
  other.users = 25;
  EXPECT_TRUE(seen.insert(fingerprint(other)).second);
  other = command();
  other.app_key += "1";
  other.version = ".0.0";  // the same bytes, cut elsewhere
  EXPECT_TRUE(seen.insert(fingerprint(other)).second);
}

TEST(Fingerprint, IsStableBecauseItIsStored) {
  EXPECT_EQ(fingerprint(domain::Command{}), 15'449'979'728'130'325'551ULL);
}

TEST(InFlightKeys, HoldsAKeyUntilItsGuardGoes) {
  InFlightKeys keys(2);
  {
    const auto first = keys.begin("a");
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(keys.begin("a").error().code, Errc::conflict);
    const auto second = keys.begin("b");
    EXPECT_TRUE(second.has_value());
    EXPECT_EQ(keys.begin("c").error().code, Errc::overloaded);
    EXPECT_EQ(keys.size(), 2U);
  }
  EXPECT_EQ(keys.size(), 0U);
  EXPECT_TRUE(keys.begin("a").has_value());
}

TEST(InFlightKeys, OneOfManyThreadsWins) {
  InFlightKeys keys(100);
  std::atomic<int> holders{0};
  std::atomic<int> overlaps{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&keys, &holders, &overlaps] {
      for (int i = 0; i < 2'000; ++i) {
        const auto guard = keys.begin("a");
        if (!guard) continue;
        if (holders.fetch_add(1) != 0) ++overlaps;
        holders.fetch_sub(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(overlaps, 0);
  EXPECT_EQ(keys.size(), 0U);
}

}  // namespace
}  // namespace souk::app
