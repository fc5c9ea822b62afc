#include "load/http_marketplace_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "load/load_test_server.hpp"
#include "runtime/live_clock.hpp"

namespace souk::load {
namespace {

using ports::ReplyKind;
using testing::HasSubstr;
using testing::StartsWith;

Result<http::ClientResponse> answered(int status, const std::string& headers = "") {
  http::ClientResponse response;
  response.status = status;
  response.head = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers + "\r\n";
  return response;
}

TEST(ReplyOf, StatusesMeanWhatUsersMake) {
  for (const int status : {200, 201, 202, 204}) EXPECT_EQ(reply_of(answered(status)).kind, ReplyKind::ok);
  for (const int status : {301, 400, 404, 409, 413, 500, 502}) {
    EXPECT_EQ(reply_of(answered(status)).kind, ReplyKind::error) << status;
    EXPECT_EQ(reply_of(answered(status)).status, status);
  }
  for (const int status : {429, 503}) EXPECT_EQ(reply_of(answered(status)).kind, ReplyKind::shed);
}

TEST(ReplyOf, RetryAfterInSecondsIsReadAndNonsenseIsNot) {
  EXPECT_EQ(reply_of(answered(503, "Retry-After: 7\r\n")).retry_after, std::chrono::seconds(7));
  for (const char* nonsense : {"", "Retry-After: soon\r\n", "Retry-After: -3\r\n", "Retry-After: 99999999999\r\n"}) {
    EXPECT_EQ(reply_of(answered(503, nonsense)).retry_after, Nanos{0}) << nonsense;
  }
}

TEST(ReplyOf, NoAnswerIsATimeoutOrAnError) {
  EXPECT_EQ(reply_of(fail(Errc::deadline_exceeded, "")).kind, ReplyKind::timeout);
  EXPECT_EQ(reply_of(fail(Errc::cancelled, "")).kind, ReplyKind::timeout);
  EXPECT_EQ(reply_of(fail(Errc::unavailable, "")).kind, ReplyKind::error);
  EXPECT_EQ(reply_of(fail(Errc::unavailable, "")).status, 0);
}

TEST(RequestFor, EveryCommandHasItsRoute) {
  domain::Command command;
  command.instance_id = "i-000001";
  command.app_key = "com.example.tables";
  command.version = "1.2.0";
  const auto expect = [&command](domain::CommandKind kind, const char* method, const char* target, const char* body) {
    command.kind = kind;
    const http::ClientRequest request = request_for(command, "key-1");
    EXPECT_EQ(request.method, method);
    EXPECT_EQ(request.target, std::string("/rest/souk/1/instances/i-000001") + target);
    EXPECT_EQ(request.body, body);
    EXPECT_THAT(request.header_lines, HasSubstr("Idempotency-Key: \"key-1\"\r\n"));
    EXPECT_EQ(request.header_lines.find("Content-Type: application/json\r\n") != std::string::npos, *body != '\0');
  };
  using Kind = domain::CommandKind;
  expect(Kind::install, "POST", "/installations",
         R"({"app_key":"com.example.tables","hosting":"cloud","version":"1.2.0"})");
  expect(Kind::upgrade, "POST", "/installations/com.example.tables/upgrade", R"({"version":"1.2.0"})");
  expect(Kind::uninstall, "DELETE", "/installations/com.example.tables", "");
  expect(Kind::start_evaluation, "POST", "/evaluations", R"({"app_key":"com.example.tables","hosting":"cloud"})");
  expect(Kind::purchase, "POST", "/purchases", R"({"app_key":"com.example.tables","hosting":"cloud","users":10})");
  expect(Kind::renew, "POST", "/renewals", R"({"app_key":"com.example.tables"})");
  command.version.clear();
  expect(Kind::install, "POST", "/installations", R"({"app_key":"com.example.tables","hosting":"cloud"})");
  expect(Kind::upgrade, "POST", "/installations/com.example.tables/upgrade", "{}");
}

TEST(CloudEventsBatch, IsValidJsonWithTheRequiredAttributes) {
  const std::vector<domain::AnalyticsEvent> events = {
      {"/instances/i-1", "e-1", domain::EventType::heartbeat, "com.example.tables", "i-1", 1'583'402'096'007},
      {"/instances/\"i\\-2\n", "e-2", domain::EventType::search_performed, "", "i-2", 0},
      {"/shop", "e-3", domain::EventType::app_viewed, "com.example.tables", "", 951'782'400'000}};
  const auto batch = boost::json::parse(cloudevents_batch(events)).as_array();
  ASSERT_EQ(batch.size(), 3U);
  const auto& first = batch[0].as_object();
  EXPECT_EQ(first.at("specversion"), "1.0");
  EXPECT_EQ(first.at("id"), "e-1");
  EXPECT_EQ(first.at("source"), "/instances/i-1");
  EXPECT_EQ(first.at("type"), "souk.heartbeat");
  EXPECT_EQ(first.at("time"), "2020-03-05T09:54:56.007Z");
  EXPECT_EQ(first.at("data").at("app_key"), "com.example.tables");
  EXPECT_EQ(first.at("data").at("instance_id"), "i-1");
  EXPECT_EQ(batch[1].at("source"), "/instances/\"i\\-2\n");
  EXPECT_EQ(batch[1].at("type"), "souk.search-performed");
  EXPECT_EQ(batch[1].at("time"), "1970-01-01T00:00:00.000Z");
  EXPECT_FALSE(batch[1].at("data").as_object().contains("app_key"));
  EXPECT_FALSE(batch[2].at("data").as_object().contains("instance_id"));
  EXPECT_EQ(batch[2].at("time"), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(cloudevents_batch({}), "[]");
}

using Call = std::function<Task<ports::Reply>(HttpMarketplaceClient&, Instant)>;

Task<void> call_into(HttpMarketplaceClient& client, Call call, Instant deadline, std::optional<ports::Reply>& reply) {
  Task<ports::Reply> pending = call(client, deadline);
  reply = co_await std::move(pending);
}

TEST(HttpMarketplaceClient, AsksTheRoutesOfTheMarketplace) {
  LoadTestServer server;
  asio::io_context context{1};
  const runtime::LiveClock clock;
  const auto url = http::resolve_url(server.url());
  ASSERT_TRUE(url.has_value());
  http::Client http(context.get_executor(), clock, {.endpoint = url->endpoint, .host = url->host});
  HttpMarketplaceClient client(http);
  const std::vector<std::pair<const char*, Call>> calls = {
      {"GET /rest/2/addons/a.b HTTP/1.1\r\n", [](auto& c, Instant d) { return c.app_page("a.b", d); }},
      {"GET /rest/2/addons?category=for%20admins HTTP/1.1\r\n",
       [](auto& c, Instant d) { return c.browse("for admins", d); }},
      {"GET /rest/2/addons?text=a%26b HTTP/1.1\r\n", [](auto& c, Instant d) { return c.search("a&b", d); }},
      {"GET /rest/2/addons/a.b/versions/latest HTTP/1.1\r\n",
       [](auto& c, Instant d) { return c.latest_version("a.b", d); }},
      {"POST /rest/souk/1/instances/i/renewals HTTP/1.1\r\n",
       [](auto& c, Instant d) {
         domain::Command renewal;
         renewal.kind = domain::CommandKind::renew;
         renewal.instance_id = "i";
         return c.command(renewal, "k", d);
       }},
      {"POST /rest/souk/1/events HTTP/1.1\r\n", [](auto& c, Instant d) { return c.post_events({}, d); }},
  };
  for (const auto& [line, call] : calls) {
    std::optional<ports::Reply> reply;
    asio::co_spawn(context, call_into(client, call, clock.now() + std::chrono::seconds(20), reply), asio::detached);
    context.restart();
    while (!reply && context.run_one_for(std::chrono::seconds(20)) > 0) {
    }
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->kind, ReplyKind::ok);
    EXPECT_THAT(server.last_request(), StartsWith(line));
  }
  EXPECT_THAT(server.last_request(), HasSubstr("Content-Type: application/cloudevents-batch+json\r\n"));
}

}  // namespace
}  // namespace souk::load
