// OFREP's endpoints without sockets: tokens, limits, and the stream on a clock that can be set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/shop_testing.hpp"
#include "flags/flag_file.hpp"
#include "services/console/ofrep_endpoints.hpp"

namespace souk::console {
namespace {

using app::testing::run;
using ::testing::HasSubstr;

class OfrepTest : public ::testing::Test {
 protected:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  static std::shared_ptr<const flags::FlagRules> rules_with(bool bulkhead) {
    domain::FlagValues values = domain::default_flag_values();
    values[static_cast<std::size_t>(domain::Flag::core_bulkhead)] = bulkhead;
    return flags::FlagRules::read(flags::to_definitions(values), "flags.json").value();
  }
  void limit(OfrepLimits limits) {
    guard_ = std::make_unique<OfrepGuard>(std::move(limits), clock_);
    routes_ = ofrep_routes([this] { return rules_; }, *guard_, clock_);
  }
  http::Response ask(const std::string& method, const std::string& pattern, Pairs headers = {}, Pairs query = {}) {
    for (const http::Route& route : routes_) {
      if (route.method != method || route.pattern != pattern) continue;
      http::Request request;
      request.method = method;
      request.path_parameters = {{"key", "yen-prices"}};
      request.headers = std::move(headers);
      request.query_parameters = std::move(query);
      request.body = R"({"context": {}})";
      return run(route.handler(request));
    }
    ADD_FAILURE() << pattern;
    return {};
  }
  http::Response one(Pairs headers = {}) { return ask("POST", "/ofrep/v1/evaluate/flags/{key}", std::move(headers)); }
  http::Response all(Pairs headers = {}) { return ask("POST", "/ofrep/v1/evaluate/flags", std::move(headers)); }
  http::Response stream(Pairs query = {}, Pairs headers = {}) {
    return ask("GET", "/ofrep/v1/changes", std::move(headers), std::move(query));
  }
  static std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }

  app::testing::FakeClock clock_;
  std::shared_ptr<const flags::FlagRules> rules_ = rules_with(false);
  std::unique_ptr<OfrepGuard> guard_;
  std::vector<http::Route> routes_;
};

TEST_F(OfrepTest, WithATokenNobodyIsAnsweredWithoutIt) {
  limit({.token = "a-long-enough-token", .ticket = "a-ticket"});
  for (const Pairs& headers : {Pairs{},
                               {{"authorization", "Bearer another-token"}},
                               {{"authorization", "a-long-enough-token"}},
                               {{"authorization", "Bearer "}},
                               {{"x-api-key", "a-long-enough-toke"}},
                               {{"x-api-key", "a-long-enough-token-and-more"}}}) {
    const http::Response refused = one(headers);
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(header(refused, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(all(headers).status, 401);
    EXPECT_EQ(stream({}, headers).status, 401);
  }
  EXPECT_EQ(one({{"authorization", "Bearer a-long-enough-token"}}).status, 200);
  EXPECT_EQ(all({{"x-api-key", "a-long-enough-token"}}).status, 200);
}

TEST_F(OfrepTest, TheAddressOfTheStreamCarriesATicketAndNotTheToken) {
  limit({.token = "a-long-enough-token", .ticket = "a-ticket"});
  const Pairs headers{{"authorization", "Bearer a-long-enough-token"}, {"host", "souk:8081"}};
  const std::string body = all(headers).body;
  EXPECT_THAT(body, HasSubstr("http://souk:8081/ofrep/v1/changes?since="));
  EXPECT_THAT(body, HasSubstr("&ticket=a-ticket"));
  EXPECT_THAT(body, Not(HasSubstr("a-long-enough-token")));
  EXPECT_EQ(stream({{"ticket", "a-ticket"}}).status, 200);
  EXPECT_EQ(stream({{"ticket", ""}}).status, 401);
}

TEST_F(OfrepTest, AHostThatIsNoneIsNotRepeated) {
  limit({});
  EXPECT_THAT(all({{"host", "souk\"><script>"}}).body, Not(HasSubstr("eventStreams")));
  EXPECT_THAT(all().body, Not(HasSubstr("eventStreams")));
  EXPECT_THAT(all({{"host", "[::1]:8081"}}).body, HasSubstr("http://[::1]:8081/"));
}

TEST_F(OfrepTest, TooManyEvaluationsAreToldWhenToComeBack) {
  limit({.per_second = 2, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one().status, 200);
  const http::Response refused = all();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  clock_.advance(std::chrono::milliseconds(500));
  EXPECT_EQ(one().status, 200);
  EXPECT_EQ(one().status, 429);
  clock_.advance(std::chrono::seconds(60));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one().status, 200) << "no more than the burst is saved up";
  EXPECT_EQ(one().status, 429);
}

TEST_F(OfrepTest, StreamsAreCountedForAsLongAsTheyLive) {
  limit({.streams = 2});
  auto first = std::make_unique<http::Response>(stream());
  const http::Response second = stream();
  EXPECT_EQ(stream().status, 429);
  EXPECT_EQ(header(stream(), "Retry-After"), "10");
  first.reset();
  EXPECT_EQ(stream().status, 200);
}

TEST_F(OfrepTest, AStreamTellsOfChangesAndThatItIsThere) {
  limit({});
  const http::Response response = stream();
  EXPECT_EQ(response.content_type, "text/event-stream");
  EXPECT_THAT(run(response.stream->next()), HasSubstr("retry: 1000\n\n"));
  EXPECT_EQ(run(response.stream->next()), ": still here\n\n");
  rules_ = rules_with(true);
  const std::string told = run(response.stream->next());
  EXPECT_THAT(told, HasSubstr("id: " + rules_->version() + "\n"));
  EXPECT_THAT(told, HasSubstr(R"(data: {"type":"refetchEvaluation","etag":)"));
  EXPECT_THAT(told, HasSubstr(R"("lastModified":)"));
  EXPECT_EQ(run(response.stream->next()), ": still here\n\n");
}

TEST_F(OfrepTest, WhatAClientMissedIsToldAtOnce) {
  limit({});
  const http::Response late = stream({{"since", rules_with(true)->version()}});
  run(late.stream->next());
  EXPECT_THAT(run(late.stream->next()), HasSubstr("refetchEvaluation"));
  const http::Response again = stream({{"since", "old"}}, {{"last-event-id", rules_->version()}});
  run(again.stream->next());
  EXPECT_EQ(run(again.stream->next()), ": still here\n\n");
}

}  // namespace
}  // namespace souk::console
