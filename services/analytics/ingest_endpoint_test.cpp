#include "services/analytics/ingest_endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "app/shop_testing.hpp"

namespace souk::analytics {
namespace {

using app::testing::FakeClock;
using app::testing::FakeFlags;
using app::testing::FakeLog;
using app::testing::run;
using ::testing::Contains;
using ::testing::Pair;
using ::testing::SizeIs;

std::string event(const std::string& id) {
  return R"({"specversion":"1.0","id":")" + id +
         R"(","source":"/instances/i-000001","type":"souk.installed","data":{"app_key":"com.example.tables"}})";
}

class IngestEndpointTest : public ::testing::Test {
 protected:
  http::Response post(const std::string& body, const std::string& type = "application/cloudevents-batch+json") {
    http::Request request;
    request.method = "POST";
    request.path = route_.pattern;
    request.headers.emplace_back("content-type", type);
    request.body = body;
    return run(route_.handler(request));
  }
  static boost::json::object body_of(const http::Response& response) {
    return boost::json::parse(response.body).as_object();
  }

  FakeLog log_;
  FakeFlags flags_;
  FakeClock clock_;
  app::Ingest ingest_{log_, flags_, clock_};
  http::Route route_ = ingest_route(ingest_);
};

TEST_F(IngestEndpointTest, IsBilledToPhoneHomeAndLimited) {
  EXPECT_EQ(route_.owner, domain::Owner::phone_home);
  EXPECT_EQ(route_.method, "POST");
  EXPECT_EQ(route_.pattern, "/rest/souk/1/events");
  EXPECT_EQ(route_.body_limit, 4U * 1024 * 1024);
}

TEST_F(IngestEndpointTest, AcceptsABatch) {
  const auto response = post("[" + event("1") + "," + event("2") + "]");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, R"({"accepted":2})");
  ASSERT_THAT(log_.records, SizeIs(2));
  EXPECT_EQ(domain::decode(log_.records[1])->id, "2");
  EXPECT_EQ(domain::decode(log_.records[1])->occurred_at, clock_.unix_ms());
}

TEST_F(IngestEndpointTest, AcceptsASingleEvent) {
  EXPECT_EQ(post(event("1"), "application/cloudevents+json; charset=utf-8").body, R"({"accepted":1})");
}

TEST_F(IngestEndpointTest, AcceptsAnEmptyBatch) {
  const auto response = post("[]");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, R"({"accepted":0})");
}

TEST_F(IngestEndpointTest, NamesEveryBadEventAndTakesNone) {
  const auto response = post("[" + event("1") + "," + event("") + ",null]");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = body_of(response);
  EXPECT_EQ(body.at("status").as_int64(), 400);
  EXPECT_EQ(body.at("errors"), boost::json::parse(R"([{"index":1,"reason":"id is empty"},
                                                      {"index":2,"reason":"the event is not an object"}])"));
  EXPECT_THAT(log_.records, SizeIs(0));
}

TEST_F(IngestEndpointTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(post("[{]").status, 400);
  EXPECT_EQ(post("[]", "application/json").status, 415);
  std::string batch = "[" + event("0");
  for (int i = 1; i <= 1'000; ++i) batch += "," + event(std::to_string(i));
  EXPECT_EQ(post(batch + "]").status, 413);
  EXPECT_THAT(log_.records, SizeIs(0));
}

TEST_F(IngestEndpointTest, SaysWhenToComeBack) {
  flags_.set(domain::Flag::analytics_ingest, false);
  auto response = post("[" + event("1") + "]");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.headers, Contains(Pair("Retry-After", "1")));
  flags_.set(domain::Flag::analytics_ingest, true);
  for (const auto code : {Errc::no_space, Errc::overloaded, Errc::unavailable}) {
    log_.failure = fail(code, "not now");
    response = post("[" + event("1") + "]");
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.headers, Contains(Pair("Retry-After", "1")));
  }
}

}  // namespace
}  // namespace souk::analytics
