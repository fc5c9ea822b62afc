#include "app/ingest.hpp"

#include <gtest/gtest.h>

#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using testing::FakeClock;
using testing::FakeFlags;
using testing::FakeLog;
using testing::run;

class IngestTest : public ::testing::Test {
 protected:
  static std::vector<domain::AnalyticsEvent> events(std::size_t count) {
    std::vector<domain::AnalyticsEvent> all;
    for (std::size_t i = 0; i < count; ++i)
      all.push_back({"/instances/i-000001", std::to_string(i), domain::EventType::installed, "com.example.tables",
                     "i-000001", 1'000});
    return all;
  }
  FakeLog log_;
  FakeFlags flags_;
  FakeClock clock_;
  Ingest ingest_{log_, flags_, clock_};
};

TEST_F(IngestTest, WritesEveryEventInOrder) {
  const auto receipt = run(ingest_.accept(events(3)));
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->count, 3U);
  ASSERT_EQ(log_.records.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto event = domain::decode(log_.records[i]);
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->id, std::to_string(i));
    EXPECT_EQ(event->source, "/instances/i-000001");
    EXPECT_EQ(event->type, domain::EventType::installed);
    EXPECT_EQ(event->app_key, "com.example.tables");
    EXPECT_EQ(event->instance_id, "i-000001");
    EXPECT_EQ(event->occurred_at, 1'000);
  }
}

TEST_F(IngestTest, AnEventWithoutATimeHappenedNow) {
  auto one = events(1);
  one[0].occurred_at = 0;
  run(ingest_.accept(one));
  EXPECT_EQ(domain::decode(log_.records.at(0))->occurred_at, clock_.unix_ms());
}

TEST_F(IngestTest, SwitchedOffItAcceptsNothing) {
  flags_.set(domain::Flag::analytics_ingest, false);
  EXPECT_EQ(run(ingest_.accept(events(1))).error().code, Errc::unavailable);
  EXPECT_TRUE(log_.records.empty());
}

TEST_F(IngestTest, TheLogsRefusalIsTheAnswer) {
  log_.failure = fail(Errc::no_space, "disk full");
  EXPECT_EQ(run(ingest_.accept(events(1))).error().code, Errc::no_space);
}

TEST_F(IngestTest, NothingToAcceptIsAccepted) {
  const auto receipt = run(ingest_.accept({}));
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->count, 0U);
}

TEST_F(IngestTest, ASourceCanBeTurnedAwayByItself) {
  flags_.rule = [](domain::Flag flag, const domain::FlagContext& asker) -> std::optional<domain::FlagValue> {
    if (flag != domain::Flag::analytics_ingest || asker.targeting_key != "/instances/loud") return std::nullopt;
    EXPECT_EQ(asker.component, "ingest");
    return false;
  };
  EXPECT_TRUE(run(ingest_.accept(events(3))));
  auto loud = events(3);
  for (auto& event : loud) event.source = "/instances/loud";
  EXPECT_EQ(run(ingest_.accept(loud)).error().code, Errc::unavailable);
  auto mixed = events(3);
  mixed[1].source = "/instances/loud";
  EXPECT_EQ(run(ingest_.accept(mixed)).error().code, Errc::unavailable) << "all or none";
  EXPECT_EQ(log_.records.size(), 3U);
}

TEST_F(IngestTest, PhoneHomeCanBeOffForAnInstance) {
  flags_.rule = [](domain::Flag flag, const domain::FlagContext& asker) -> std::optional<domain::FlagValue> {
    if (flag != domain::Flag::phone_home || asker.targeting_key != "old") return std::nullopt;
    return false;
  };
  EXPECT_TRUE(ingest_.admit_phone_home("new"));
  EXPECT_EQ(ingest_.admit_phone_home("old").error().code, Errc::unavailable);
}

}  // namespace
}  // namespace souk::app
