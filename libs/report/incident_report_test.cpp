#include "report/incident_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "report/incident_figures.hpp"
#include "report/test_sample.hpp"

namespace souk::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MarkdownText, NothingInItMeansAnything) {
  EXPECT_EQ(markdown_text("a|b *c* _d_ [e](f) `g` # ~h~ \\"),
            "a\\|b \\*c\\* \\_d\\_ \\[e\\](f) \\`g\\` \\# \\~h\\~ \\\\");
  EXPECT_EQ(markdown_text("<script>\nalert(1)</script>"), "&lt;script&gt; alert(1)&lt;/script&gt;");
}

// The sample run, with probes that see its collapse from 20 s to 63 s, and an incident.
domain::DrillResult watched_sample() {
  domain::DrillResult result = sample_result();
  result.zero_at = result.started_at + 9'000;
  for (domain::StatusSample& sample : result.samples) {
    sample.status.components[domain::index_of(domain::Component::search)] = domain::ComponentState::operational;
    const bool down = sample.at >= std::chrono::seconds(20) && sample.at < std::chrono::seconds(63);
    sample.status.components[domain::index_of(domain::Component::install_cloud)] =
        down ? domain::ComponentState::major_outage : domain::ComponentState::operational;
  }
  for (domain::LoadWindow& window : result.windows) {
    window.visits = 100;
    window.visits_affected = window.start - result.zero >= std::chrono::seconds(20) ? 97 : 0;
  }
  domain::Incident incident;
  incident.name = "outage";
  incident.title = "Installs <fail> | badly";
  incident.updates = {{result.zero_at + 24'000, domain::IncidentState::investigating, domain::Severity::critical,
                       "We are *looking*.", "tester"}};
  incident.hypotheses = {{"heap",
                          {{result.zero_at + 30'000, domain::HypothesisState::proposed, "Too small.", "tester"},
                           {result.zero_at + 31'000, domain::HypothesisState::refuted, "It is flat.", "tester"}}}};
  incident.criteria = {{"counts agree", 0}};
  result.incidents = {incident};
  return result;
}

TEST(IncidentReport, TellsTheStory) {
  const std::string text = to_incident_markdown(watched_sample());
  EXPECT_THAT(text, HasSubstr("## Installs &lt;fail&gt; \\| badly"));
  EXPECT_THAT(text, HasSubstr("critical, investigating"));
  EXPECT_THAT(text, HasSubstr("**Time to detect: 8 s**"));
  EXPECT_THAT(text, HasSubstr("installation (Cloud), at 20.0 s"));
  EXPECT_THAT(text, HasSubstr("**Time to recover: 43 s** from the detection, 51 s from the trigger"));
  EXPECT_THAT(text, HasSubstr("Time to open the incident: 12 s"));
  EXPECT_THAT(text, HasSubstr("**Requests failed: "));
  EXPECT_THAT(text, HasSubstr("**Users affected: 4,171 of 5,100**"));
  EXPECT_THAT(text, HasSubstr("- **heap**: refuted"));
  EXPECT_THAT(text, HasSubstr("  - refuted: It is flat."));
  EXPECT_THAT(text, HasSubstr("| 24.0 s | \\[investigating\\] We are \\*looking\\*. |"));
  EXPECT_THAT(text, HasSubstr("- [ ] counts agree"));
  EXPECT_THAT(text, HasSubstr("may not be closed yet"));
}

TEST(IncidentFigures, AreTheSameForPrograms) {
  domain::DrillResult result = watched_sample();
  const boost::json::array figures = incidents_json(result);
  ASSERT_EQ(figures.size(), 1U);
  const boost::json::object& outage = figures[0].as_object();
  EXPECT_EQ(outage.at("name").as_string(), "outage");
  EXPECT_EQ(outage.at("triggered_s").to_number<double>(), 12);
  EXPECT_NEAR(outage.at("detected_s").to_number<double>(), 20, 0.05);
  EXPECT_NEAR(outage.at("recovered_s").to_number<double>(), 63, 0.05);
  EXPECT_EQ(outage.at("visits_affected").to_number<int>(), 4'171);
  EXPECT_EQ(outage.at("components").at(0).at("component").as_string(), "install-cloud");
  EXPECT_EQ(outage.at("hypotheses").at(0).at("state").as_string(), "refuted");
  result.incidents.clear();
  EXPECT_EQ(incidents_json(result).at(0).at("name").as_string(), "");
  EXPECT_TRUE(incidents_json(sample_result()).empty());
}

TEST(IncidentReport, ARunWithoutAnIncidentIsStillToldOf) {
  domain::DrillResult result = watched_sample();
  result.incidents.clear();
  const std::string text = to_incident_markdown(result);
  EXPECT_THAT(text, HasSubstr("No incident was opened."));
  EXPECT_THAT(text, HasSubstr("Time to detect"));
  EXPECT_THAT(text, Not(HasSubstr("Hypotheses")));
}

TEST(IncidentReport, WithoutProbesItSaysThatNothingIsKnown) {
  const std::string text = to_incident_markdown(sample_result());
  EXPECT_THAT(text, HasSubstr("Nothing was probed, so nothing is known."));
}

}  // namespace
}  // namespace souk::report
