// Pages for people, health, and the route table as a whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/marketplace/testing.hpp"

namespace souk::marketplace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PagesTest : public EndpointTest {
 protected:
  std::string page() { return get("/apps/{key}", {{"key", "com.example.tables"}}).body; }
};

TEST_F(PagesTest, HomeListsAppsWithCountsAndPrices) {
  const auto response = get("/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("href=\"/apps/com.example.tables\""));
  EXPECT_THAT(response.body, HasSubstr("1,200 installs"));
  EXPECT_THAT(response.body, HasSubstr("from $10.00 a year"));
  flags_.set(domain::Flag::install_counts, std::string("hidden"));
  EXPECT_THAT(get("/").body, Not(HasSubstr("installs</span>")));
}

TEST_F(PagesTest, AppPageHasCountAndPrice) {
  EXPECT_THAT(page(), HasSubstr("1,200 installs"));
  EXPECT_THAT(page(), HasSubstr("from $10.00 a year"));
  EXPECT_THAT(page(), HasSubstr("Version 2.0.0, 2020-01-26"));
  flags_.set(domain::Flag::install_counts, std::string("zero"));
  EXPECT_THAT(page(), HasSubstr(" 0 installs"));
  flags_.set(domain::Flag::install_counts, std::string("hidden"));
  EXPECT_THAT(page(), Not(HasSubstr("installs")));
}

TEST_F(PagesTest, NothingFromTheCatalogueIsMarkup) {
  auto& app = store_.pages["com.example.tables"];
  app.app.name = "<script>alert('x')</script>";
  app.app.summary = "a & b";
  app.description = "\"><img src=x>";
  EXPECT_THAT(page(), Not(HasSubstr("<script")));
  EXPECT_THAT(page(), Not(HasSubstr("<img")));
  EXPECT_THAT(page(), HasSubstr("a &amp; b"));
  EXPECT_THAT(page(), HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
  EXPECT_THAT(get("/").body, Not(HasSubstr("<script")));
}

TEST_F(PagesTest, ProblemsArePagesToo) {
  auto response = get("/apps/{key}", {{"key", "com.example.gone"}});
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.content_type, HasSubstr("text/html"));
  store_.failure = fail(Errc::overloaded, "internal words");
  response = get("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(header(response, "Retry-After"), std::nullopt);
  EXPECT_THAT(response.body, Not(HasSubstr("internal words")));
}

TEST_F(PagesTest, HealthTellsLifeFromReadiness) {
  EXPECT_EQ(get("/livez").body, "ok");
  EXPECT_EQ(get("/readyz").body, "ok");
  flags_.set(domain::Flag::analytics_ingest, false);
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_THAT(get("/readyz", {}, {{"verbose", ""}}).body, HasSubstr("analytics-ingest off"));
  store_.pool_capacity = 0;
  EXPECT_EQ(get("/livez", {}, {{"verbose", ""}}).status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_THAT(get("/readyz", {}, {{"verbose", ""}}).body, HasSubstr("[-]store"));
}

TEST_F(PagesTest, RoutesAreDistinctAndOnlyTheCoreThreeAreCore) {
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> core;
  for (const auto& route : routes_) {
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern;
    if (route.owner == domain::Owner::core) core.insert(route.pattern);
  }
  EXPECT_THAT(core, ::testing::UnorderedElementsAre("/rest/souk/1/instances/{instance}/installations",
                                                    "/rest/souk/1/instances/{instance}/installations/{app}/upgrade",
                                                    "/rest/souk/1/instances/{instance}/renewals"));
}

}  // namespace
}  // namespace souk::marketplace
