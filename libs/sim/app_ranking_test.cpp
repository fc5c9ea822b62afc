#include "sim/app_ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/random.hpp"

namespace souk::sim {
namespace {

domain::Catalogue generated() {
  return domain::generate_catalogue({.apps = 300,
                                     .vendors = 40,
                                     .active_installs = 60'000,
                                     .large_apps = 40,
                                     .instances = 50,
                                     .apps_per_instance = 3})
      .value();
}

void expect_in_order(const CatalogueIndex& catalogue, const AppRanking& ranking) {
  for (std::uint32_t category = 0; category <= catalogue.all_categories(); ++category) {
    std::vector<std::uint32_t> sorted = catalogue.by_name(category);
    std::sort(sorted.begin(), sorted.end(), [&](auto a, auto b) { return ranking.is_before(a, b); });
    EXPECT_EQ(ranking.apps(category), sorted) << category;
  }
}

TEST(AppRankingTest, StaysInOrderWhateverChanges) {
  const CatalogueIndex catalogue(generated());
  std::vector<AppRanking::Standing> standings;
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) {
    standings.push_back({.active = catalogue.app(app).base_installs / 100});
  }
  AppRanking ranking(catalogue, standings);
  expect_in_order(catalogue, ranking);
  domain::Random random(7);
  for (int step = 0; step < 5'000; ++step) {
    const auto app = static_cast<std::uint32_t>(random.below(catalogue.app_count()));
    const std::int64_t far = random.chance(0.01) ? 50 : 1;
    ranking.add(app, (static_cast<std::int64_t>(random.below(3)) - 1) * far,
                static_cast<std::int64_t>(random.below(21)) - 10);
    if (step % 500 == 0) expect_in_order(catalogue, ranking);
  }
  expect_in_order(catalogue, ranking);
}

TEST(AppSearchTest, FindsEveryAppByItsName) {
  const CatalogueIndex catalogue(generated());
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) {
    const std::string& key = catalogue.app(app).key;
    const auto hits = catalogue.search().find(catalogue.app(app).name);
    EXPECT_TRUE(std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.app == app; })) << key;
    EXPECT_TRUE(std::is_sorted(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.app < b.app; }));
  }
}

TEST(AppSearchTest, AWordInTheNameIsWorthMoreThanInTheDescription) {
  const AppSearch search(
      {{.name = "Notes", .summary = "s", .description = "about Gantt", .vendor = "v", .release_notes = {}},
       {.name = "Gantt Charts", .summary = "s", .description = "d", .vendor = "v", .release_notes = {}},
       {.name = "Other", .summary = "s", .description = "d", .vendor = "v", .release_notes = {}}});
  const auto hits = search.find("gan");
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_GT(hits[1].relevance, hits[0].relevance);
  EXPECT_EQ(search.find("GANTT about").size(), 1U);
  EXPECT_TRUE(search.find("").empty());
  EXPECT_TRUE(search.find("?!").empty());
}

TEST(AppSearchTest, ReadsReleaseNotesAndTakesASingleLetterForAWord) {
  const AppSearch search(
      {{.name = "Notes", .summary = "s", .description = "d", .vendor = "v", .release_notes = "Faster"},
       {.name = "C Notes", .summary = "t", .description = "d", .vendor = "v", .release_notes = {}}});
  EXPECT_EQ(search.find("fast").size(), 1U);
  EXPECT_EQ(search.find("c").size(), 1U);
  EXPECT_TRUE(search.find("n").empty());
  EXPECT_EQ(search.find("no").size(), 2U);
}

}  // namespace
}  // namespace souk::sim
