// What every MarketStore promises of searches, of the lists that they share their filters with, and of the snapshot
// that they can be ranked by. Registered as the other contract is.
#pragma once

#include <set>

#include "tests/contract/market_store_contract.hpp"

namespace souk::contract {

class MarketSearchContract : public MarketStoreContract {
 protected:
  static domain::SearchPolicy live() { return {.now = kToday, .reported_since = kToday - kMsPerDay}; }
  ports::AppList search(std::string text, const domain::SearchPolicy& policy) {
    ports::AppQuery query{.text = std::move(text), .category = {}, .order = ports::AppOrder::relevance};
    query.policy = policy;
    return list(std::move(query));
  }
  Result<domain::SearchSnapshot> take_snapshot(const domain::SnapshotRequest& request) {
    return harness_->run(market().take_search_snapshot({.owner = domain::Owner::ops}, request));
  }
  ports::SearchFindings findings(std::vector<std::string> texts) {
    return harness_->run(market().search_findings({}, std::move(texts))).value();
  }
  static domain::PositionedEvent event(std::uint64_t position, domain::EventType type, const std::string& app,
                                       UnixMs at) {
    return {.position = position,
            .event = {.source = "/instances/i-7",
                      .id = std::to_string(position),
                      .type = type,
                      .app_key = "com.example." + app,
                      .instance_id = "i-7",
                      .occurred_at = at}};
  }
  void apply(const std::vector<domain::PositionedEvent>& events) {
    const auto analytics = harness_->open_analytics().value();
    const auto applied = harness_->run(analytics->apply(events, {}, domain::Strategy::batched, 0));
    ASSERT_TRUE(applied.has_value());
    EXPECT_EQ(applied->applied, events.size());
  }
};

using domain::EventType;

TEST_P(MarketSearchContract, ReadsAnyTextAsWords) {
  for (const char* text :
       {"\"tables\"", "tables*", "(tables)", "-tables", "^tables", "tables \xF0\x9F\x98\x80", "{tables}"}) {
    EXPECT_THAT(names(search(text, live())), ElementsAre("Tables")) << text;
  }
  for (const char* text : {"tables OR charts", "tables NOT charts", "NEAR(tables)", "category:tables",
                           "tables AND charts", "\xF0\x9F\x98\x80", "x7265706f727473"}) {
    EXPECT_THAT(names(search(text, live())), IsEmpty()) << text << ": words that no app has";
  }
}

TEST_P(MarketSearchContract, SearchesTheReleaseNotesOfTheLatestVersion) {
  EXPECT_EQ(search("better", live()).total, 6U);
  EXPECT_THAT(search("first", live()).apps, IsEmpty());
}

// All six fit the text alike, so their installs decide.
TEST_P(MarketSearchContract, RanksASearchByTheCountsInForce) {
  const auto by_installs = ElementsAre("Macros", "Polls", "Diagrams", "Timesheets", "Charts", "Tables");
  EXPECT_THAT(names(search("everything about", live())), by_installs);
  ASSERT_TRUE(take_snapshot({.now = kToday, .reported_since = kToday}).has_value());
  harness_->falsify_active("com.example.Macros", -600);
  EXPECT_EQ(names(search("everything about", live())).back(), "Macros");
  domain::SearchPolicy policy = live();
  policy.ranking = domain::SearchRanking::snapshot;
  EXPECT_THAT(names(search("everything about", policy)), by_installs);
}

TEST_P(MarketSearchContract, ASearchWithoutASnapshotIsRankedLive) {
  domain::SearchPolicy policy = live();
  policy.ranking = domain::SearchRanking::snapshot;
  EXPECT_EQ(names(search("everything about", policy)), names(search("everything about", live())));
}

TEST_P(MarketSearchContract, TakesNoSnapshotOfBadCountsUnlessAskedTo) {
  const domain::SnapshotRequest late{.now = kToday, .reported_since = kToday + 1};
  const auto refused = take_snapshot(late);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_EQ(findings({}).snapshot.taken_at, 0);
  const auto forced = take_snapshot({.now = kToday, .reported_since = kToday + 1, .min_confirmed_share = 0});
  ASSERT_TRUE(forced.has_value()) << forced.error().detail;
  EXPECT_EQ(forced->apps, 6U);
  EXPECT_EQ(forced->installs, 2'103);
  EXPECT_EQ(forced->confirmed_share, 0);
  EXPECT_EQ(findings({}).snapshot.taken_at, kToday);
}

TEST_P(MarketSearchContract, FindingsTellCountedInstallsFromThoseOfRecord) {
  record(command(CommandKind::install, "i-9", "Charts"));
  harness_->falsify_active("com.example.Charts", 5);
  const auto found = findings({"charts", "everything", "unheard-of", "?"});
  ASSERT_EQ(found.candidates.size(), 4U);
  ASSERT_EQ(found.candidates[0].size(), 1U);
  const domain::SearchCandidate charts = found.candidates[0][0];
  EXPECT_EQ(charts.app_id, 2);
  EXPECT_GT(charts.text, 0);
  EXPECT_EQ(charts.active, 206) << "as counted";
  EXPECT_EQ(charts.of_record, 202) << "the new one too";
  EXPECT_EQ(charts.reported_at, kToday);
  EXPECT_EQ(charts.released_at, kToday - 11 * kMsPerDay);
  EXPECT_FALSE(charts.in_snapshot.has_value());
  EXPECT_EQ(found.candidates[1].size(), 6U);
  EXPECT_THAT(found.candidates[2], IsEmpty());
  EXPECT_THAT(found.candidates[3], IsEmpty());
}

TEST_P(MarketSearchContract, AnAppIsReportedByWhatItsInstancesSend) {
  const UnixMs later = kToday + 1'000;
  apply({event(0, EventType::heartbeat, "Charts", later), event(1, EventType::app_viewed, "Polls", later),
         event(2, EventType::heartbeat, "Charts", kToday - 1'000)});
  domain::SearchPolicy policy = live();
  policy.reported_since = later;
  EXPECT_EQ(names(search("everything about", policy)).front(), "Charts") << "nobody reported the others since";
  EXPECT_EQ(findings({"charts"}).candidates[0][0].reported_at, later) << "the latest, whatever came last";
  EXPECT_EQ(findings({"polls"}).candidates[0][0].reported_at, kToday) << "a look at its page is no report";
}

TEST_P(MarketSearchContract, NarrowsListsByCostAndVendor) {
  ports::AppQuery query{.text = {}, .category = {}};
  query.cost = ports::Cost::free;
  EXPECT_THAT(names(list(query)), ElementsAre("Macros"));
  query.cost = ports::Cost::paid;
  EXPECT_EQ(list(query).total, 5U);
  query.text = "everything";
  query.category = "utilities";
  EXPECT_THAT(names(list(query)), ElementsAre("Polls"));
  ports::AppQuery by_top_vendors{.text = {}, .category = {}};
  by_top_vendors.top_vendors = true;
  EXPECT_THAT(names(list(by_top_vendors)), ElementsAre("Diagrams", "Tables"));
  by_top_vendors.text = "tables";
  by_top_vendors.order = ports::AppOrder::relevance;
  EXPECT_THAT(names(list(by_top_vendors)), ElementsAre("Tables"));
  by_top_vendors.text = "charts";
  EXPECT_EQ(list(by_top_vendors).total, 0U);
}

TEST_P(MarketSearchContract, ListsWhatWasAddedLastFirst) {
  EXPECT_THAT(names(list({.text = {}, .category = {}, .order = ports::AppOrder::added, .limit = 3})),
              ElementsAre("Macros", "Polls", "Diagrams"));
}

TEST_P(MarketSearchContract, TrendingIsWhatGainedInstallsInThePastWeek) {
  ports::AppQuery query{.text = {}, .category = {}, .order = ports::AppOrder::trending};
  query.policy = live();
  EXPECT_EQ(list(query).total, 0U);
  apply({event(0, EventType::installed, "Tables", kToday), event(1, EventType::installed, "Charts", kToday),
         event(2, EventType::installed, "Charts", kToday - 6 * kMsPerDay),
         event(3, EventType::installed, "Charts", kToday), event(4, EventType::uninstalled, "Charts", kToday),
         event(5, EventType::installed, "Macros", kToday - 7 * kMsPerDay),
         event(6, EventType::installed, "Polls", kToday), event(7, EventType::uninstalled, "Polls", kToday),
         event(8, EventType::heartbeat, "Diagrams", kToday)});
  EXPECT_THAT(names(list(query)), ElementsAre("Charts", "Tables"));
  EXPECT_EQ(list(query).total, 2U);
  query.text = "tables";
  EXPECT_THAT(names(list(query)), ElementsAre("Tables"));
  query.text = {};
  query.policy.now += 7 * kMsPerDay;
  EXPECT_EQ(list(query).total, 0U);
}

TEST_P(MarketSearchContract, TopSellingIsWhatEarnedMostInThePastThirtyDays) {
  ports::AppQuery query{.text = {}, .category = {}, .order = ports::AppOrder::top_selling};
  query.policy = live();
  record(command(CommandKind::renew, "i-1", "Charts"));
  record(command(CommandKind::purchase, "i-9", "Polls"));
  record(command(CommandKind::purchase, "i-8", "Charts"));
  EXPECT_EQ(record(command(CommandKind::purchase, "i-9", "Polls")).code, Errc::conflict) << "earns nothing";
  EXPECT_THAT(names(list(query)), ElementsAre("Polls", "Charts"));
  query.category = "reports";
  EXPECT_THAT(names(list(query)), ElementsAre("Charts"));
  query.category = {};
  query.policy.now += 29 * kMsPerDay;
  EXPECT_EQ(list(query).total, 2U);
  query.policy.now += kMsPerDay;
  EXPECT_EQ(list(query).total, 0U);
}

// More than are ranked: each of them is on one page, and on no other.
TEST_P(MarketSearchContract, PagesThroughMoreAppsThanAreRanked) {
  const auto large = domain::generate_catalogue({.apps = 1'300,
                                                 .vendors = 20,
                                                 .active_installs = 40'000,
                                                 .large_apps = 20,
                                                 .instances = 10,
                                                 .apps_per_instance = 2})
                         .value();
  harness_ = GetParam().make();
  ASSERT_TRUE(harness_->load(large).has_value());
  std::set<std::string> seen;
  std::size_t listed = 0;
  for (std::size_t offset = 0; offset < 1'350; offset += 50) {
    ports::AppQuery query{.text = "made for", .category = {}, .order = ports::AppOrder::relevance};
    query.policy = live();
    query.offset = offset;
    query.limit = 50;
    const auto page = list(query);
    EXPECT_EQ(page.total, 1'300U);
    for (const auto& app : page.apps) seen.insert(app.key);
    listed += page.apps.size();
  }
  EXPECT_EQ(listed, 1'300U);
  EXPECT_EQ(seen.size(), 1'300U);
}

}  // namespace souk::contract
