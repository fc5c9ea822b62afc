// Ingest, the backlog and the flags that govern them, from outside.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;

struct AnalyticsTest : ::testing::Test {
  TemporaryFolder folder;
  RunningSouk souk{folder.path()};
  std::string app_key;

  void SetUp() override {
    ASSERT_TRUE(souk.start()) << souk.log();
    const auto page = json::parse(souk.get("/rest/2/addons?limit=1")->body);
    app_key = std::string(page.at("_embedded").at("addons").at(0).at("key").as_string());
  }
  HttpReply post_events(const std::string& body, const Headers& headers = kBatch) const {
    return request(souk.port(), "POST", "/rest/souk/1/events", headers, body).value_or(HttpReply{});
  }
  std::int64_t events(const std::string& name) const { return souk.number({"events", name}); }
  bool drained() const {
    return eventually([this] { return events("backlog") == 0; });
  }
};

TEST_F(AnalyticsTest, AcceptsSingleAndBatchedEvents) {
  EXPECT_EQ(post_events(event_batch("a", 3, app_key)).status, 202);
  const json::value one{{"specversion", "1.0"},
                        {"id", "s1"},
                        {"source", "/t"},
                        {"type", "souk.heartbeat"},
                        {"data", {{"app_key", app_key}}}};
  EXPECT_EQ(post_events(json::serialize(one), {{"Content-Type", "application/cloudevents+json"}}).status, 202);
  EXPECT_EQ(post_events(json::serialize(one.at("data")), {{"Content-Type", "application/json"},
                                                          {"ce-specversion", "1.0"},
                                                          {"ce-id", "b1"},
                                                          {"ce-source", "/t"},
                                                          {"ce-type", "souk.heartbeat"}})
                .status,
            202);
  ASSERT_TRUE(drained());
  EXPECT_EQ(events("applied"), 5);
}

TEST_F(AnalyticsTest, ABadEventIsNamedAndItsBatchRefusedWhole) {
  json::value batch = json::parse(event_batch("a", 3, app_key));
  batch.at(1).as_object().erase("id");
  const HttpReply reply = post_events(json::serialize(batch));
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("\"index\":1"), std::string::npos) << reply.body;
  EXPECT_EQ(events("accepted"), 0);
}

TEST_F(AnalyticsTest, TheSameSourceAndIdCountsOnce) {
  EXPECT_EQ(post_events(event_batch("a", 10, app_key)).status, 202);
  EXPECT_EQ(post_events(event_batch("a", 10, app_key)).status, 202);
  ASSERT_TRUE(drained());
  EXPECT_EQ(events("applied"), 10);
  EXPECT_EQ(events("duplicates"), 10);
}

TEST_F(AnalyticsTest, AnEventAboutAnUnknownAppIsQuarantinedAndBlocksNobody) {
  EXPECT_EQ(post_events(event_batch("poison", 1, "no.such.app")).status, 202);
  EXPECT_EQ(post_events(event_batch("a", 5, app_key)).status, 202);
  ASSERT_TRUE(drained());
  EXPECT_EQ(events("applied"), 5);
  EXPECT_EQ(events("quarantined"), 1);
}

TEST_F(AnalyticsTest, ProcessingOffKeepsEventsAndOnDrainsThem) {
  ASSERT_TRUE(souk.set_flag("analytics-processing", "off"));
  EXPECT_EQ(post_events(event_batch("a", 100, app_key)).status, 202);
  EXPECT_EQ(events("backlog"), 100);
  EXPECT_EQ(souk.stop(), 0);
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(events("backlog"), 100) << "the flag and the events survive a restart";
  ASSERT_TRUE(souk.set_flag("analytics-processing", "on"));
  ASSERT_TRUE(drained());
  EXPECT_EQ(events("applied"), 100);
}

TEST_F(AnalyticsTest, IngestOffRefusesEventsAndTheShopGoesOn) {
  ASSERT_TRUE(souk.set_flag("analytics-ingest", "off"));
  const HttpReply reply = post_events(event_batch("a", 1, app_key));
  EXPECT_EQ(reply.status, 503);
  EXPECT_NE(reply.head.find("Retry-After"), std::string::npos) << reply.head;
  EXPECT_EQ(souk.get("/rest/2/addons/" + app_key)->status, 200);
}

TEST_F(AnalyticsTest, AFullBatchIsTakenAndOneMoreIsTooLarge) {
  EXPECT_EQ(post_events(event_batch("a", 1'000, app_key)).status, 202);
  EXPECT_EQ(post_events(event_batch("b", 1'001, app_key)).status, 413);
}

TEST_F(AnalyticsTest, TheMetricsTellTheSameStory) {
  EXPECT_EQ(post_events(event_batch("a", 7, app_key)).status, 202);
  ASSERT_TRUE(drained());
  const auto metrics = request(souk.ops_port(), "GET", "/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_NE(metrics->body.find("souk_events_applied_total 7"), std::string::npos) << metrics->body;
  EXPECT_NE(metrics->body.find("souk_backlog_events 0"), std::string::npos);
}

}  // namespace
}  // namespace souk::testing
