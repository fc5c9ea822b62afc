#include "services/analytics/usage_endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/shop_testing.hpp"
#include "services/analytics/usage_report.hpp"

namespace souk::analytics {
namespace {

using app::testing::FakeClock;
using app::testing::FakeFlags;
using app::testing::FakeLog;
using app::testing::run;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class UsageEndpointTest : public ::testing::Test {
 protected:
  http::Response post(const std::string& type, const std::string& form,
                      const std::string& client = "client=upm,product=jira,sid=B8XX-1",
                      const std::string& content_type = "application/x-www-form-urlencoded; charset=UTF-8") {
    http::Request request;
    request.method = "POST";
    request.path_parameters.emplace_back("type", type);
    request.headers.emplace_back("content-type", content_type);
    if (!client.empty()) request.headers.emplace_back("x-pac-client-info", client);
    request.body = form;
    return run(route_.handler(request));
  }

  FakeLog log_;
  FakeFlags flags_;
  FakeClock clock_;
  app::Ingest ingest_{log_, flags_, clock_};
  http::Route route_ = usage_route(ingest_, clock_);
};

TEST_F(UsageEndpointTest, TurnsAReportIntoTheSameEvents) {
  const auto response = post("updates", "pk=com.example.tables&pv=1.0&psen=&pk=com.example.charts&pv=2&psen=");
  EXPECT_EQ(response.status, 200) << "the clients know no other success";
  EXPECT_EQ(response.body, R"({"accepted":2})");
  ASSERT_THAT(log_.records, SizeIs(2));
  const auto event = domain::decode(log_.records[1]).value();
  EXPECT_EQ(event.type, domain::EventType::heartbeat);
  EXPECT_EQ(event.app_key, "com.example.charts");
  EXPECT_EQ(event.instance_id, "B8XX-1");
  EXPECT_EQ(event.source, "/instances/B8XX-1");
}

TEST_F(UsageEndpointTest, IsBilledToPhoneHomeAndLimited) {
  EXPECT_EQ(route_.owner, domain::Owner::phone_home);
  EXPECT_EQ(route_.body_limit, kMaxUsageBytes);
}

TEST_F(UsageEndpointTest, RefusesWithTheRightStatus) {
  EXPECT_EQ(post("heartbeat", "pk=a&pv=1").status, 404);
  EXPECT_THAT(post("heartbeat", "pk=a&pv=1").body, HasSubstr("updates, installed"));
  EXPECT_EQ(post("updates", "{}", "sid=1", "application/json").status, 415);
  EXPECT_THAT(post("updates", "{}", "sid=1", "").headers,
              Contains(Pair("Accept-Post", "application/x-www-form-urlencoded")));
  EXPECT_EQ(post("updates", "pk=a&pv=1", "").status, 400);
  EXPECT_THAT(post("updates", "pk=a&pv=1", "").body, HasSubstr("X-Pac-Client-Info"));
  EXPECT_EQ(post("updates", "pk=a").status, 400);
  std::string many;
  for (std::size_t i = 0; i <= kMaxUsageApps; ++i) many += "pk=a&pv=1&";
  EXPECT_EQ(post("updates", many).status, 413);
  EXPECT_THAT(log_.records, SizeIs(0)) << "all or none";
}

TEST_F(UsageEndpointTest, TakesAReportThatNamesNoApp) {
  const auto response = post("settings-changed", "name=pac-disabled&value=true");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"accepted":0})");
}

TEST_F(UsageEndpointTest, SaysWhenToComeBack) {
  flags_.set(domain::Flag::analytics_ingest, false);
  const auto response = post("updates", "pk=a&pv=1");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.headers, Contains(Pair("Retry-After", "1")));
}

TEST_F(UsageEndpointTest, IsRefusedWhilePhoneHomeIsOff) {
  flags_.set(domain::Flag::phone_home, false);
  const auto response = post("updates", "pk=a&pv=1");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("phone-home"));
  EXPECT_THAT(response.headers, Contains(Pair("Retry-After", "1")));
  EXPECT_THAT(log_.records, SizeIs(0));
}

TEST_F(UsageEndpointTest, AnswersAfterTheEventsAreDurable) {
  log_.failure = fail(Errc::no_space, "full");
  EXPECT_EQ(post("updates", "pk=a&pv=1").status, 503);
  log_.failure.reset();
  EXPECT_EQ(post("updates", "pk=a&pv=1").status, 200);
  EXPECT_THAT(log_.records, SizeIs(1));
}

}  // namespace
}  // namespace souk::analytics
