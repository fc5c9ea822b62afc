#include "app/search_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "app/search_queries.hpp"
#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using domain::Flag;
using testing::run;

class SearchKeeperTest : public ::testing::Test {
 protected:
  SearchKeeperTest() {
    flags_.set(Flag::analytics_processing, true);
    flags_.set(Flag::search_ranking, std::string("live"));
    for (int app = 0; app < 30; ++app) {
      store_.add_app("com.example.ledger" + std::to_string(app));
      const std::int64_t installs = std::int64_t{app * 7 % 30} * 100;
      store_.candidates.push_back({.app_id = app + 1,
                                   .text = 1.0 + app % 3,
                                   .active = installs,
                                   .reported_at = clock_.unix_ms(),
                                   .of_record = installs,
                                   .stars = 3,
                                   .released_at = clock_.unix_ms() - kMsPerDay});
    }
    store_.counts = {.counted = 1'000, .confirmed = 1'000};
  }

  std::ptrdiff_t calls_of(const std::string& name) const {
    const auto names = store_.call_names();
    return std::count(names.begin(), names.end(), name);
  }

  testing::FakeStore store_;
  testing::FakeFlags flags_;
  testing::FakeClock clock_;
  LiveSettings settings_;
  std::int64_t oldest_age_ms_ = 0;
  SearchKeeper keeper_{{store_, flags_, clock_, settings_, [this] { return oldest_age_ms_; }}};
};

TEST_F(SearchKeeperTest, MeasuresTheRankingInForce) {
  EXPECT_FALSE(keeper_.status().quality.has_value());
  EXPECT_TRUE(run(keeper_.look()));
  ASSERT_TRUE(keeper_.status().quality.has_value());
  EXPECT_DOUBLE_EQ(*keeper_.status().quality, 1) << "counts and record agree";
  for (domain::SearchCandidate& c : store_.candidates) c.reported_at = 0;
  EXPECT_TRUE(run(keeper_.look()));
  EXPECT_LT(keeper_.status().quality.value(), 0.9) << "nobody reported them in the window";
  for (domain::SearchCandidate& c : store_.candidates) c.in_snapshot = c.of_record;
  flags_.set(Flag::search_ranking, std::string("snapshot"));
  EXPECT_TRUE(run(keeper_.look()));
  EXPECT_DOUBLE_EQ(keeper_.status().quality.value(), 1);
}

TEST_F(SearchKeeperTest, AsksLastInLineAndNotForLong) {
  run(keeper_.look());
  for (const auto& call : store_.calls) {
    EXPECT_EQ(call.context.owner, domain::Owner::ops) << call.name;
    EXPECT_LE(call.context.deadline, clock_.now() + std::chrono::seconds(2)) << call.name;
  }
}

TEST_F(SearchKeeperTest, ForgetsAQualityThatCouldNotBeMeasuredAgain) {
  run(keeper_.look());
  store_.failure = fail(Errc::overloaded, "the line is full");
  EXPECT_FALSE(run(keeper_.look()));
  EXPECT_TRUE(keeper_.status().quality.has_value());
  clock_.advance(std::chrono::seconds(46));
  EXPECT_FALSE(keeper_.status().quality.has_value()) << "three times the 15 s between two measurements";
}

TEST_F(SearchKeeperTest, TakesASnapshotAtAHealthyTimeAndRenewsIt) {
  run(keeper_.look());
  EXPECT_EQ(keeper_.status().snapshot_at, clock_.unix_ms());
  run(keeper_.look());
  EXPECT_EQ(calls_of("take_search_snapshot"), 1) << "not again so soon";
  clock_.advance(std::chrono::hours(1));
  run(keeper_.look());
  EXPECT_EQ(calls_of("take_search_snapshot"), 2);
}

TEST_F(SearchKeeperTest, TakesNoneWhileAnalyticsIsBehindOrOff) {
  oldest_age_ms_ = 6'000;
  run(keeper_.look());
  oldest_age_ms_ = 0;
  flags_.set(Flag::analytics_processing, false);
  run(keeper_.look());
  flags_.set(Flag::analytics_processing, true);
  flags_.set(Flag::analytics_ingest, false);
  run(keeper_.look());
  EXPECT_EQ(calls_of("take_search_snapshot"), 0);
  flags_.set(Flag::analytics_ingest, true);
  store_.counts.confirmed = 100;
  EXPECT_TRUE(run(keeper_.look())) << "a refusal is no failure";
  EXPECT_EQ(calls_of("take_search_snapshot"), 1);
  EXPECT_EQ(keeper_.status().snapshot_at, 0);
}

TEST_F(SearchKeeperTest, AnOperatorMayInsist) {
  store_.counts.confirmed = 100;
  EXPECT_EQ(run(keeper_.take_snapshot(false)).error().code, Errc::conflict);
  EXPECT_TRUE(run(keeper_.take_snapshot(true)).has_value());
  EXPECT_EQ(keeper_.status().snapshot_at, clock_.unix_ms());
}

TEST_F(SearchKeeperTest, KnowsTheSnapshotOfTheRunBefore) {
  store_.snapshot = {.taken_at = clock_.unix_ms() - 1'000, .apps = 30};
  run(keeper_.look());
  EXPECT_EQ(keeper_.status().snapshot_at, clock_.unix_ms() - 1'000);
  EXPECT_EQ(calls_of("take_search_snapshot"), 0);
}

TEST_F(SearchKeeperTest, TheQueriesAreWordsOfTheCatalogueAndAlwaysTheSame) {
  const auto first = run(choose_search_queries(store_, {})).value();
  EXPECT_FALSE(first.empty());
  EXPECT_LE(first.size(), kQualityQueries);
  for (const std::string& word : first) EXPECT_TRUE(word.starts_with("ledger") || word == "example") << word;
  EXPECT_EQ(run(choose_search_queries(store_, {})).value(), first);
  store_.pages.clear();
  EXPECT_TRUE(run(choose_search_queries(store_, {})).value().empty()) << "an empty shop";
}

}  // namespace
}  // namespace souk::app
