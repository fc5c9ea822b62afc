#include "services/console/status_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace souk::console {
namespace {

using domain::Component;
using domain::ComponentState;
using ::testing::HasSubstr;
using ::testing::Not;

StatusPage page_with(ComponentState search) {
  StatusPage page;
  page.at = 1'583'393'820'000;
  page.window = std::chrono::seconds(10);
  for (std::size_t i = 0; i < domain::kComponentCount; ++i) {
    page.components[i].component = static_cast<Component>(i);
    page.components[i].since = page.at - 60'000;
  }
  app::ComponentReading& listings = page.components[domain::index_of(Component::listings)];
  listings.probed = true;
  listings.state = ComponentState::operational;
  listings.probes = {.probes = 10, .failed = 0, .slow = 0, .p50 = std::chrono::microseconds(1'260), .max = {}};
  app::ComponentReading& reading = page.components[domain::index_of(Component::search)];
  reading.probed = true;
  reading.state = search;
  reading.probes = {.probes = 10, .failed = 6, .slow = 1, .p50 = {}, .max = {}};
  return page;
}

domain::Incident incident(const char* name, domain::IncidentState state) {
  domain::Incident one;
  one.name = name;
  one.title = "<script>alert('" + one.name + "')</script>";
  one.updates = {{1'583'393'000'000, domain::IncidentState::investigating, domain::Severity::critical,
                  "\"Looking\" & <b>waiting</b>", "secret-operator"},
                 {1'583'393'100'000, state, domain::Severity::critical, "The latest.", "secret-operator"}};
  one.hypotheses = {{"secret-heap", {{1, domain::HypothesisState::proposed, "Secret.", "x"}}}};
  one.affected = {{Component::search, ComponentState::operational, ComponentState::major_outage, 1, 2}};
  return one;
}

TEST(StatusPage, SumsUpTheWorst) {
  EXPECT_EQ(indicator_of(StatusPage{}), "unknown");
  EXPECT_EQ(indicator_of(page_with(ComponentState::unknown)), "none");
  EXPECT_EQ(indicator_of(page_with(ComponentState::degraded)), "minor");
  EXPECT_EQ(indicator_of(page_with(ComponentState::partial_outage)), "major");
  EXPECT_EQ(indicator_of(page_with(ComponentState::major_outage)), "critical");
  EXPECT_EQ(headline_of(page_with(ComponentState::major_outage)), "1 of 2 probed components is not operational");
  EXPECT_EQ(headline_of(page_with(ComponentState::operational)), "Everything that is probed is operational");
}

TEST(StatusPage, ShowsEveryComponentAndWhatIsNotProbed) {
  const std::string html = to_html(page_with(ComponentState::partial_outage));
  for (const std::string_view name : domain::kComponentNames) EXPECT_THAT(html, HasSubstr(std::string(name)));
  EXPECT_THAT(html, HasSubstr("10 probes, 6 failed, 1 slow"));
  EXPECT_THAT(html, HasSubstr("median 1.3 ms"));
  EXPECT_THAT(html, HasSubstr("Partial outage"));
  EXPECT_THAT(html, HasSubstr("not probed"));
  EXPECT_THAT(html, HasSubstr("2020-03-05 07:37:00 UTC"));
  EXPECT_THAT(html, HasSubstr("http-equiv=\"refresh\""));
}

TEST(StatusPage, NothingInItIsAScriptWhateverAnIncidentIsCalled) {
  StatusPage page = page_with(ComponentState::operational);
  page.incidents = {incident("one", domain::IncidentState::fixing), incident("two", domain::IncidentState::closed)};
  const std::string html = to_html(page);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;one&#39;)"));
  EXPECT_THAT(html, HasSubstr("&quot;Looking&quot; &amp; &lt;b&gt;waiting&lt;/b&gt;"));
}

TEST(StatusPage, KeepsInsideWhatIsNotForUsers) {
  StatusPage page = page_with(ComponentState::operational);
  page.incidents = {incident("one", domain::IncidentState::fixing)};
  for (const std::string& text : {to_html(page), boost::json::serialize(to_json(page))}) {
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, Not(HasSubstr("Secret")));
    EXPECT_THAT(text, HasSubstr("The latest."));
  }
}

TEST(StatusPage, OpenIncidentsComeFirst) {
  StatusPage page = page_with(ComponentState::operational);
  page.incidents = {incident("over", domain::IncidentState::resolved), incident("open", domain::IncidentState::fixing)};
  const std::string html = to_html(page);
  EXPECT_LT(html.find("alert(&#39;open"), html.find("Components"));
  EXPECT_GT(html.find("alert(&#39;over"), html.find("Past incidents"));
}

TEST(StatusJson, HasTheShapeOfAHostedStatusPage) {
  StatusPage page = page_with(ComponentState::degraded);
  page.incidents = {incident("one", domain::IncidentState::resolved)};
  const boost::json::value json = to_json(page);
  EXPECT_EQ(json.at("status").at("indicator").as_string(), "minor");
  EXPECT_EQ(json.at("page").at("updated_at").as_string(), "2020-03-05T07:37:00Z");
  ASSERT_EQ(json.at("components").as_array().size(), 14U);
  const boost::json::value& search = json.at("components").at(domain::index_of(Component::search));
  EXPECT_EQ(search.at("id").as_string(), "search");
  EXPECT_EQ(search.at("status").as_string(), "degraded_performance");
  EXPECT_EQ(search.at("probes").at("failed").to_number<int>(), 6);
  EXPECT_TRUE(search.at("probes").at("p50_ms").is_null());
  const boost::json::value& one = json.at("incidents").at(0);
  EXPECT_EQ(one.at("status").as_string(), "resolved");
  EXPECT_EQ(one.at("impact").as_string(), "critical");
  EXPECT_EQ(one.at("resolved_at").as_string(), "2020-03-05T07:25:00Z");
  EXPECT_EQ(one.at("incident_updates").at(0).at("body").as_string(), "The latest.");
  EXPECT_EQ(one.at("components").at(0).at("worst").as_string(), "major_outage");
}

}  // namespace
}  // namespace souk::console
