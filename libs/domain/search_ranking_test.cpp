#include "domain/search_ranking.hpp"

#include <gtest/gtest.h>

#include "domain/search_quality.hpp"
#include "domain/search_words.hpp"

namespace souk::domain {
namespace {

constexpr UnixMs kNow = 1'583'366'400'000;
using Order = std::vector<std::int64_t>;

SearchCandidate candidate(std::int64_t app, double text, std::int64_t installs) {
  return {.app_id = app,
          .text = text,
          .active = installs,
          .reported_at = kNow,
          .of_record = installs,
          .stars = 3,
          .released_at = kNow - 30 * kMsPerDay};
}

SearchPolicy live() { return {.ranking = SearchRanking::live, .now = kNow, .reported_since = kNow - kMsPerDay}; }

TEST(SearchRankingTest, EachPartOfTheScoreRisesWithWhatItMeasures) {
  const SearchCandidate plain = candidate(1, 5, 100);
  const double score = search_score(plain, 10, 100, kNow);
  EXPECT_DOUBLE_EQ(score, 0.5 + 100.0 / 600.0 + 0.25 * 0.75 + 0.25 * 0.75);
  EXPECT_GT(search_score(plain, 10, 101, kNow), score);
  SearchCandidate better = plain;
  better.text = 6;
  EXPECT_GT(search_score(better, 10, 100, kNow), score);
  better = plain;
  better.stars = 4;
  EXPECT_GT(search_score(better, 10, 100, kNow), score);
  better = plain;
  better.released_at = kNow;
  EXPECT_GT(search_score(better, 10, 100, kNow), score);
}

TEST(SearchRankingTest, NoInputTakesTheScoreOutOfItsBounds) {
  SearchCandidate odd{.app_id = 1, .text = 0, .active = -7, .stars = 4, .released_at = kNow + kMsPerDay};
  EXPECT_DOUBLE_EQ(search_score(odd, 0, -7, kNow), 0.5)
      << "nothing found by its text, negative count, not yet released";
  odd.text = 3;
  EXPECT_LE(search_score(odd, 3, 1'000'000'000, kNow), 2.5);
}

TEST(SearchRankingTest, TextAndInstallsDecideTogetherAndNumbersBreakTies) {
  const std::vector<SearchCandidate> found{candidate(4, 9, 10), candidate(3, 8, 20'000), candidate(2, 1, 20'000),
                                           candidate(1, 9, 10)};
  EXPECT_EQ(rank(found, live()), (Order{3, 2, 1, 4}));
  EXPECT_EQ(rank({}, live()), Order{});
}

TEST(SearchRankingTest, LiveRankingTakesAnAppThatNobodyReportedForNotInstalled) {
  std::vector<SearchCandidate> found{candidate(1, 9, 10), candidate(2, 9, 5'000)};
  EXPECT_EQ(rank(found, live()), (Order{2, 1}));
  found[1].reported_at = kNow - kMsPerDay - 1;
  EXPECT_EQ(rank(found, live()), (Order{1, 2}));
}

TEST(SearchRankingTest, TheSnapshotDoesNotCareAboutTheCountsOfToday) {
  std::vector<SearchCandidate> found{candidate(1, 9, 10), candidate(2, 9, 5'000), candidate(3, 9, 600)};
  for (SearchCandidate& c : found) c.in_snapshot = c.active;
  found[1].active = 0;
  SearchPolicy policy = live();
  policy.ranking = SearchRanking::snapshot;
  EXPECT_EQ(rank(found, policy), (Order{2, 3, 1}));
  found[2].in_snapshot.reset();
  EXPECT_EQ(rank(found, policy), (Order{2, 3, 1})) << "listed after the snapshot: its count of today";
}

TEST(SearchRankingTest, TextOnlyIsTextOnly) {
  SearchPolicy policy = live();
  policy.ranking = SearchRanking::text_only;
  const std::vector<SearchCandidate> found{candidate(1, 2, 90'000), candidate(2, 3, 0)};
  EXPECT_EQ(rank(found, policy), (Order{2, 1}));
}

TEST(SearchRankingTest, TiersHalve) {
  EXPECT_EQ(search_tier(0), 20);
  EXPECT_EQ(search_tier(-5), 20);
  EXPECT_EQ(search_tier(1), 19);
  EXPECT_EQ(search_tier(2), search_tier(3));
  EXPECT_LT(search_tier(4), search_tier(3));
  EXPECT_EQ(search_tier(std::int64_t{1} << 40), 0);
}

TEST(SearchQualityTest, IsOneForTheIdealOrderAndNothingForOtherApps) {
  const Order ideal{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  EXPECT_DOUBLE_EQ(ndcg(ideal, ideal).value(), 1);
  EXPECT_DOUBLE_EQ(ndcg(Order{21, 22, 23}, ideal).value(), 0);
  EXPECT_FALSE(ndcg(Order{1}, {}).has_value());
}

// By hand: gains 10 and 9, discounts 1 and 1 / log2(3). Ideal: 10 + 9 x 0.63093 = 15.67837; swapped 9 + 10 x 0.63093.
TEST(SearchQualityTest, IsTheFormulaOfThePaper) {
  EXPECT_NEAR(ndcg(Order{2, 1}, Order{1, 2}).value(), 15.30930 / 15.67837, 1e-5);
  EXPECT_NEAR(ndcg(Order{9, 1}, Order{1, 2}).value(), 6.30930 / 15.67837, 1e-5);
}

TEST(SearchQualityTest, FallsWithTheCountsAndNotWithTheSnapshot) {
  std::vector<SearchCandidate> found;
  for (int app = 1; app <= 40; ++app) found.push_back(candidate(app, 10 + (app * 7 % 5), app * app * 10));
  for (SearchCandidate& c : found) c.in_snapshot = c.active;
  EXPECT_DOUBLE_EQ(search_quality(found, live()).value(), 1);
  SearchPolicy late = live();
  late.reported_since = kNow + 1;
  EXPECT_LT(search_quality(found, late).value(), 0.5);
  late.ranking = SearchRanking::snapshot;
  EXPECT_DOUBLE_EQ(search_quality(found, late).value(), 1);
}

TEST(SearchQualityTest, AQueryIsTheLongestWordOfAName) {
  EXPECT_EQ(query_word("Deep Timesheets for Jiras"), "Timesheets");
  EXPECT_EQ(query_word("Grid Maps 2"), "Grid");
  EXPECT_EQ(query_word("a b c"), "");
  EXPECT_EQ(query_word(""), "");
}

TEST(SearchQualityTest, ASnapshotNeedsCountsThatWereReported) {
  const SnapshotRequest request{.now = kNow, .reported_since = kNow - 1};
  EXPECT_EQ(snapshot_refusal(request, {.counted = 100, .confirmed = 90}), "");
  const std::string refusal = snapshot_refusal(request, {.counted = 100, .confirmed = 42});
  EXPECT_NE(refusal.find("42%"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("90%"), std::string::npos) << refusal;
  EXPECT_EQ(snapshot_refusal({.min_confirmed_share = 0}, {.counted = 100}), "");
  EXPECT_EQ(snapshot_refusal(request, {}), "") << "an empty shop has nothing wrong";
}

using Words = std::vector<std::string_view>;

TEST(SearchWordsTest, AreRunsOfLettersAndDigits) {
  EXPECT_EQ(words_of("Gantt-charts, 2nd  edition"), (Words{"Gantt", "charts", "2nd", "edition"}));
  EXPECT_EQ(words_of("a b c d", 2), (Words{"a", "b"}));
  EXPECT_EQ(words_of(""), Words{});
}

TEST(SearchWordsTest, LeaveOutEverythingThatASearchEngineMightTakeForMore) {
  EXPECT_EQ(words_of("\"a\" OR b* NEAR(c) ^d -e name:f"), (Words{"a", "OR", "b", "NEAR", "c", "d", "e", "name", "f"}));
  EXPECT_EQ(words_of("'; DROP TABLE app --"), (Words{"DROP", "TABLE", "app"}));
  EXPECT_EQ(words_of("<script>"), Words{"script"});
  EXPECT_EQ(words_of(std::string_view("nul\0l", 5)), (Words{"nul", "l"}));
}

TEST(SearchWordsTest, KnowLettersBeyondAsciiFromSigns) {
  EXPECT_EQ(words_of("Caf\xC3\xA9 \xF0\x9F\x98\x80 \xE8\xA1\xA8"), (Words{"Caf\xC3\xA9", "\xE8\xA1\xA8"}));
  EXPECT_EQ(words_of("a\xE2\x80\x94"
                     "b"),
            (Words{"a", "b"}))
      << "a dash";
  EXPECT_EQ(words_of("\xF0\x9F\x98\x80"), Words{}) << "an emoji";
  EXPECT_EQ(words_of("a\xFF\xC3"
                     "b\xE2\x82"),
            (Words{"a", "b"}))
      << "no UTF-8";
}

}  // namespace
}  // namespace souk::domain
