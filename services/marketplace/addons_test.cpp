// The Marketplace REST v2 resources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/marketplace/testing.hpp"

namespace souk::marketplace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AddonsTest : public EndpointTest {
 protected:
  http::Response addon() { return get("/rest/2/addons/{addonKey}", {{"addonKey", "com.example.tables"}}); }
  boost::json::object distribution() {
    return json(get("/rest/2/addons/{addonKey}/distribution", {{"addonKey", "com.example.tables"}}));
  }
  http::Response list(Pairs query) { return get("/rest/2/addons", {}, std::move(query)); }
};

TEST_F(AddonsTest, AnAddonHasTheFieldsOfTheRealOne) {
  const auto response = addon();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  const auto body = json(response);
  EXPECT_EQ(body.at("key"), "com.example.tables");
  EXPECT_EQ(body.at("name"), "Name of com.example.tables");
  EXPECT_EQ(body.at("status"), "public");
  const auto& links = body.at("_links").as_object();
  EXPECT_EQ(links.at("self").at("href"), "/rest/2/addons/com.example.tables");
  EXPECT_EQ(links.at("alternate").at("href"), "/apps/com.example.tables");
  const auto& parts = body.at("_embedded").as_object();
  EXPECT_EQ(parts.at("vendor").at("name"), "Vendor & Sons");
  EXPECT_EQ(parts.at("distribution").at("totalInstalls").as_int64(), 1'200);
  EXPECT_EQ(parts.at("distribution").at("downloads").as_int64(), 3'600);
  EXPECT_EQ(parts.at("version").at("name"), "2.0.0");
  EXPECT_EQ(parts.at("version").at("release").at("date"), "2020-01-26");
  EXPECT_EQ(parts.at("version").at("text").at("releaseNotes"), "Fixed things.");
  EXPECT_EQ(parts.at("version").at("paymentModel"), "vendor");
  EXPECT_EQ(parts.at("pricing").at("items").as_array().at(0).at("amount").as_double(), 10.0);
  EXPECT_EQ(parts.at("categories").as_array().at(0).at("name"), "Reports");
}

TEST_F(AddonsTest, UnknownAddonsAre404) {
  for (const auto* pattern : {"/rest/2/addons/{addonKey}", "/rest/2/addons/{addonKey}/distribution",
                              "/rest/2/addons/{addonKey}/versions/latest"}) {
    const auto response = get(pattern, {{"addonKey", "com.example.gone"}});
    EXPECT_EQ(response.status, 404) << pattern;
    EXPECT_EQ(response.content_type, "application/problem+json");
  }
}

TEST_F(AddonsTest, CountsFollowTheirFlagAtOnceAlsoOnCachedPages) {
  EXPECT_THAT(addon().body, HasSubstr("\"totalInstalls\":1200"));
  flags_.set(domain::Flag::install_counts, std::string("zero"));
  EXPECT_THAT(addon().body, HasSubstr("\"totalInstalls\":0"));
  EXPECT_EQ(distribution().at("downloads").as_int64(), 0);
  flags_.set(domain::Flag::install_counts, std::string("hidden"));
  EXPECT_THAT(addon().body, Not(HasSubstr("totalInstalls")));
  EXPECT_FALSE(distribution().contains("downloads"));
  EXPECT_THAT(list({}).body, Not(HasSubstr("totalInstalls")));
  flags_.set(domain::Flag::install_counts, std::string("live"));
  EXPECT_THAT(addon().body, HasSubstr("\"totalInstalls\":1200"));
  EXPECT_EQ(store_.call_names().front(), "app_page");
}

TEST_F(AddonsTest, PagesAreAtMostASecondOld) {
  addon();
  store_.pages["com.example.tables"].app.active_installs = 7;
  EXPECT_THAT(addon().body, HasSubstr("\"totalInstalls\":1200"));
  clock_.advance(std::chrono::seconds(1));
  EXPECT_THAT(addon().body, HasSubstr("\"totalInstalls\":7"));
}

TEST_F(AddonsTest, EscapesWhatTheCatalogueSays) {
  store_.pages["com.example.tables"].app.name = "A \"quoted\"\n\\ name";
  EXPECT_EQ(json(addon()).at("name"), "A \"quoted\"\n\\ name");
}

TEST_F(AddonsTest, ListsWithLinksToTheNeighbours) {
  for (int i = 0; i < 24; ++i) store_.add_app("com.example.app" + std::to_string(i));
  auto body = json(list({{"offset", "10"}, {"limit", "5"}, {"category", "Reports"}}));
  EXPECT_EQ(body.at("count").as_int64(), 25);
  EXPECT_EQ(body.at("_embedded").at("addons").as_array().size(), 5U);
  const auto& links = body.at("_links").as_object();
  EXPECT_EQ(links.at("next").at("href"), "/rest/2/addons?offset=15&limit=5&category=Reports");
  EXPECT_EQ(links.at("prev").at("href"), "/rest/2/addons?offset=5&limit=5&category=Reports");
  EXPECT_EQ(links.at("self").at("href"), "/rest/2/addons?offset=10&limit=5&category=Reports");
  body = json(list({}));
  EXPECT_EQ(body.at("_embedded").at("addons").as_array().size(), 10U);
  EXPECT_FALSE(body.at("_links").as_object().contains("prev"));
  body = json(list({{"offset", "20"}}));
  EXPECT_FALSE(body.at("_links").as_object().contains("next"));
}

TEST_F(AddonsTest, SearchesAndOrders) {
  list({{"text", "gantt & co"}, {"category", "Reports"}});
  EXPECT_EQ(store_.last_query.text, "gantt & co");
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::relevance);
  list({{"filter", "recent"}});
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::newest);
  list({{"filter", "name"}});
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::name);
  list({});
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::active_installs);
  list({{"text", "gantt"}, {"filter", "name"}});
  EXPECT_EQ(store_.last_query.text, "gantt") << "the text narrows what the filter orders";
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::name);
}

TEST_F(AddonsTest, HasTheFiltersOfTheRealOne) {
  const std::vector<std::pair<std::string, ports::AppOrder>> orders{{"popular", ports::AppOrder::active_installs},
                                                                    {"trending", ports::AppOrder::trending},
                                                                    {"new", ports::AppOrder::added},
                                                                    {"top-selling", ports::AppOrder::top_selling},
                                                                    {"top-grossing", ports::AppOrder::top_selling}};
  for (const auto& [filter, order] : orders) {
    EXPECT_EQ(list({{"filter", filter}}).status, 200) << filter;
    EXPECT_EQ(store_.last_query.order, order) << filter;
    EXPECT_FALSE(store_.last_query.top_vendors) << filter;
    EXPECT_EQ(store_.last_query.policy.now, clock_.unix_ms());
  }
  list({{"filter", "top-vendor"}, {"cost", "free"}, {"hosting", "server"}});
  EXPECT_TRUE(store_.last_query.top_vendors);
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::active_installs);
  EXPECT_EQ(store_.last_query.cost, ports::Cost::free);
}

TEST_F(AddonsTest, LinksKeepWhatWasAskedFor) {
  for (int i = 0; i < 24; ++i) store_.add_app("com.example.app" + std::to_string(i));
  const auto body = json(list({{"text", "a&b <c>"}, {"cost", "paid"}, {"hosting", "any"}, {"filter", "trending"}}));
  EXPECT_EQ(body.at("_links").at("next").at("href"),
            "/rest/2/addons?offset=10&limit=10&text=a%26b%20%3Cc%3E&cost=paid&hosting=any&filter=trending");
}

TEST_F(AddonsTest, TheFlagDecidesHowASearchIsRanked) {
  list({{"text", "gantt"}});
  EXPECT_EQ(store_.last_query.policy.ranking, domain::SearchRanking::live);
  EXPECT_EQ(store_.last_query.policy.reported_since, clock_.unix_ms() - 30 * kMsPerDay);
  flags_.set(domain::Flag::search_ranking, std::string("snapshot"));
  list({{"text", "gantt"}});
  EXPECT_EQ(store_.last_query.policy.ranking, domain::SearchRanking::snapshot);
  flags_.set(domain::Flag::search_ranking, std::string("text-only"));
  list({{"text", "gantt"}});
  EXPECT_EQ(store_.last_query.policy.ranking, domain::SearchRanking::text_only);
}

TEST_F(AddonsTest, CountsThatReadZeroReadZeroForTheRankingToo) {
  flags_.set(domain::Flag::install_counts, std::string("zero"));
  list({{"text", "gantt"}});
  EXPECT_GT(store_.last_query.policy.reported_since, clock_.unix_ms());
}

TEST_F(AddonsTest, RefusesBadQueries) {
  const std::vector<std::pair<std::string, std::string>> bad{{"limit", "0"},
                                                             {"limit", "51"},
                                                             {"limit", "ten"},
                                                             {"limit", ""},
                                                             {"limit", "1.5"},
                                                             {"offset", "-1"},
                                                             {"offset", " 1"},
                                                             {"offset", "1000001"},
                                                             {"offset", "9999999999999999999999"},
                                                             {"filter", "best"},
                                                             {"cost", "expensive"},
                                                             {"hosting", "mainframe"},
                                                             {"text", std::string(201, 'x')},
                                                             {"text", std::string(10'240, 'x')}};
  for (const auto& parameter : bad) {
    const auto response = list({parameter});
    EXPECT_EQ(response.status, 400) << parameter.first << '=' << parameter.second;
    EXPECT_THAT(response.body, HasSubstr(parameter.first));
  }
  EXPECT_THAT(list({{"filter", "best"}}).body, HasSubstr("popular, trending, new, recent, top-selling"));
  EXPECT_THAT(list({{"cost", "?"}}).body, HasSubstr("free, paid"));
  EXPECT_THAT(list({{"hosting", "?"}}).body, HasSubstr("any, cloud, server, datacenter"));
}

TEST_F(AddonsTest, LatestVersionIsBilledToPhoneHome) {
  const auto body = json(get("/rest/2/addons/{addonKey}/versions/latest", {{"addonKey", "com.example.tables"}}));
  EXPECT_EQ(body.at("name"), "2.0.0");
  EXPECT_EQ(body.at("release").at("date"), "2020-01-26");
  EXPECT_EQ(store_.calls.back().context.owner, domain::Owner::phone_home);
}

TEST_F(AddonsTest, ListsCategories) {
  const auto body = json(get("/rest/2/addonCategories"));
  const auto& category = body.at("_embedded").at("categories").as_array().at(0);
  EXPECT_EQ(category.at("name"), "Reports");
  EXPECT_EQ(category.at("count").as_int64(), 1);
}

TEST_F(AddonsTest, AnOverloadedStoreIs503) {
  store_.failure = fail(Errc::overloaded, "the waiting line is full");
  EXPECT_EQ(list({}).status, 503);
  EXPECT_EQ(addon().status, 503);
}

}  // namespace
}  // namespace souk::marketplace
