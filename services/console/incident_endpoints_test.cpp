#include "services/console/incident_endpoints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "app/incident_testing.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

struct IncidentEndpointsTest : ::testing::Test {
  app::JumpingClock clock;
  app::LiveSettings settings;
  app::ComponentBoard board{settings, clock};
  app::testing::MemoryIncidentStore store;
  app::IncidentDesk desk{store, board, clock, {}};

  http::Response ask(const http::Handler& handler, const std::string& body = {},
                     std::vector<std::pair<std::string, std::string>> parameters = {}) {
    http::Request request;
    request.body = body;
    request.path_parameters = std::move(parameters);
    return app::run_task(handler(request));
  }
  http::Response open() {
    return ask(open_incident(desk), R"({"name":"outage","title":"Installs fail","text":"Looking."})");
  }
};

TEST_F(IncidentEndpointsTest, OpenTellProposeAndShow) {
  const http::Response opened = open();
  EXPECT_EQ(opened.status, 201) << opened.body;
  EXPECT_EQ(json::parse(opened.body).at("state").as_string(), "investigating");
  EXPECT_EQ(open().status, 409);
  const http::Response updated =
      ask(update_incident(desk), R"({"text":"A fix.","state":"fixing","severity":"minor"})", {{"name", "outage"}});
  EXPECT_EQ(updated.status, 200) << updated.body;
  EXPECT_EQ(json::parse(updated.body).at("severity").as_string(), "minor");
  const http::Response proposed =
      ask(judge_hypothesis(desk), R"({"text":"The heap."})", {{"name", "outage"}, {"hypothesis", "heap"}});
  EXPECT_EQ(proposed.status, 200) << proposed.body;
  const http::Response shown = ask(get_incident(desk), {}, {{"name", "outage"}});
  EXPECT_EQ(json::parse(shown.body).at("hypotheses").at(0).at("name").as_string(), "heap");
  EXPECT_EQ(json::parse(ask(list_incidents(desk)).body).at("incidents").as_array().size(), 1U);
}

TEST_F(IncidentEndpointsTest, ClosingSaysWhatIsMissing) {
  open();
  const http::Response refused = ask(close_incident(desk), R"({"text":"Done."})", {{"name", "outage"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("no hypothesis is confirmed"));
}

TEST_F(IncidentEndpointsTest, MistakesGetTheRightStatus) {
  EXPECT_EQ(ask(open_incident(desk), "{").status, 400);
  EXPECT_EQ(ask(open_incident(desk), "[]").status, 400);
  EXPECT_EQ(ask(open_incident(desk), R"({"name":"Outage!","title":"x","text":"y"})").status, 400);
  const http::Response unknown = ask(open_incident(desk), R"({"name":"o","titel":"x","text":"y"})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("titel"));
  EXPECT_EQ(ask(update_incident(desk), R"({"text":"y"})", {{"name", "nothing"}}).status, 404);
  EXPECT_EQ(ask(get_incident(desk), {}, {{"name", "nothing"}}).status, 404);
  open();
  EXPECT_EQ(ask(update_incident(desk), R"({"text":"y","state":"gone"})", {{"name", "outage"}}).status, 400);
  store.full = true;
  EXPECT_EQ(ask(update_incident(desk), R"({"text":"y"})", {{"name", "outage"}}).status, 503);
}

}  // namespace
}  // namespace souk::console
