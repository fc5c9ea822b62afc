#include <gmock/gmock.h>

#include "services/marketplace/insight_endpoints.hpp"
#include "services/marketplace/testing.hpp"

namespace souk::marketplace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Knows one app, and two that are ranked.
class FakeInsights final : public ports::InsightStore {
 public:
  Task<Result<domain::AppInsight>> app_insight(ports::RequestContext, std::string key, std::int64_t today,
                                               std::size_t weeks) override {
    if (key != "com.example.tables") co_return fail(Errc::not_found, "no app " + key);
    domain::AppInsight insight{.key = key, .active_installs = 1'200, .active_instances = 40, .downloads = 3'600};
    const std::vector<domain::DayCount> days{{today, domain::EventType::installed, 3}};
    insight.weeks = domain::weekly_figures(today, weeks, 1'200, days, {});
    co_return insight;
  }
  Task<Result<std::vector<domain::RankedApp>>> trending(ports::RequestContext, std::int64_t, std::size_t) override {
    ++asked;
    co_return std::vector<domain::RankedApp>{{"com.example.tables", "Tables", 9}, {"com.example.polls", "Polls", 2}};
  }
  Task<Result<std::vector<domain::RankedApp>>> top_selling(ports::RequestContext, std::int64_t, std::size_t) override {
    co_return std::vector<domain::RankedApp>{{"com.example.polls", "Polls & <More>", 1'250}};
  }
  int asked = 0;
};

class InsightsTest : public EndpointTest {
 protected:
  InsightsTest() { routes_ = insight_routes(insights_, shop_); }
  http::Response weeks(Pairs query = {}, const std::string& key = "com.example.tables") {
    return get("/rest/2/addons/{addonKey}/distribution/weeks", {{"addonKey", key}}, std::move(query));
  }
  http::Response trending(Pairs query = {}) { return get("/rest/souk/1/insights/trending", {}, std::move(query)); }

  FakeInsights store_of_insights_;
  app::Insights insights_{store_of_insights_, flags_, clock_};
};

TEST_F(InsightsTest, AnAppHasASeriesByIsoWeek) {
  const auto body = json(weeks({{"weeks", "2"}}));
  const auto& series = body.at("weeks").as_array();
  ASSERT_EQ(series.size(), 3U);
  EXPECT_EQ(series[0].at("week"), "2020-W08");
  EXPECT_EQ(series[0].at("from"), "2020-02-17");
  EXPECT_EQ(series[1].at("totalInstalls").as_int64(), 1'197);
  EXPECT_TRUE(series[1].at("complete").as_bool());
  EXPECT_EQ(series[2].at("week"), "2020-W10");
  EXPECT_EQ(series[2].at("totalInstalls").as_int64(), 1'200);
  EXPECT_EQ(series[2].at("downloads").as_int64(), 3);
  EXPECT_FALSE(series[2].at("complete").as_bool());
  EXPECT_EQ(body.at("activeInstances").as_int64(), 40);
}

TEST_F(InsightsTest, CountsFollowTheirFlag) {
  flags_.set(domain::Flag::install_counts, std::string("zero"));
  EXPECT_THAT(weeks().body, HasSubstr("\"totalInstalls\":0"));
  EXPECT_THAT(trending().body, HasSubstr("\"installsGained\":0"));
  flags_.set(domain::Flag::install_counts, std::string("hidden"));
  EXPECT_THAT(weeks().body, Not(HasSubstr("totalInstalls")));
  EXPECT_THAT(trending().body, Not(HasSubstr("installsGained")));
}

TEST_F(InsightsTest, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(weeks({{"weeks", "0"}}).status, 400);
  EXPECT_EQ(weeks({{"weeks", "54"}}).status, 400);
  EXPECT_EQ(weeks({{"weeks", "many"}}).status, 400);
  EXPECT_THAT(weeks({{"weeks", "many"}}).body, HasSubstr("weeks"));
  EXPECT_EQ(trending({{"limit", "51"}}).status, 400);
  EXPECT_EQ(weeks({}, "com.example.none").status, 404);
}

TEST_F(InsightsTest, ARankingIsReadOnceInTenSeconds) {
  EXPECT_EQ(json(trending()).at("_embedded").at("addons").as_array().size(), 2U);
  EXPECT_EQ(json(trending({{"limit", "1"}})).at("_embedded").at("addons").as_array().size(), 1U);
  EXPECT_EQ(store_of_insights_.asked, 1);
  clock_.advance(std::chrono::seconds(10));
  trending();
  EXPECT_EQ(store_of_insights_.asked, 2);
}

TEST_F(InsightsTest, TopSellingTellsDollars) {
  const auto body = json(get("/rest/souk/1/insights/top-selling"));
  const auto& app = body.at("_embedded").at("addons").as_array().at(0).as_object();
  EXPECT_EQ(app.at("revenue"), "12.50");
  EXPECT_EQ(app.at("name"), "Polls & <More>");
  EXPECT_EQ(body.at("days").as_int64(), 30);
}

}  // namespace
}  // namespace souk::marketplace
