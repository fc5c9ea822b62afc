// Where the time of a request goes, and who has the places under the in-flight limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_support.hpp"
#include "ports/request_trace.hpp"

namespace souk::http::test {
namespace {

using domain::Owner;
using domain::RequestPhase;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST_F(ServerTest, EveryAnswerSaysWhereItsTimeWent) {
  start();
  RawClient client(port());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(client.get("/items/k").headers.at("Server-Timing"),
                MatchesRegex(R"(admission;dur=[0-9]+\.[0-9][0-9][0-9], total;dur=[0-9]+\.[0-9][0-9][0-9])"));
  }
  EXPECT_TRUE(eventually([this] { return probe.phases(RequestPhase::admission, Owner::browse) == 2; }));
}

TEST_F(ServerTest, ARefusalHasATotalAndNoPhases) {
  start();
  RawClient client(port());
  EXPECT_THAT(client.get("/nowhere").headers.at("Server-Timing"), MatchesRegex(R"(total;dur=[0-9]+\.[0-9]+)"));
  EXPECT_THAT(client.get("/items/k").headers.at("Server-Timing"), HasSubstr("admission;"));
  EXPECT_TRUE(eventually([this] { return probe.finished(Owner::browse) == 1; })) << "nobody's route, nobody's request";
}

Task<Response> with_phases(Request& request) {
  request.trace->add(RequestPhase::pool, std::chrono::milliseconds(1'234));
  { const ports::PhaseTimer timer(request.trace, RequestPhase::serialise); }
  co_return Response{};
}

TEST_F(ServerTest, WhatTheHandlerAddsIsInTheHeaderOfThisAnswerOnly) {
  std::vector<Route> table = routes();
  table.push_back({"GET", "/phases", Owner::core, with_phases, 0});
  server = std::make_unique<Server>(options, std::move(table), clock, probe);
  ASSERT_TRUE(server->start());
  RawClient client(port());
  const std::string timing = client.get("/phases").headers.at("Server-Timing");
  EXPECT_THAT(timing, HasSubstr("pool;dur=1234.000, serialise;dur=0.0"));
  EXPECT_THAT(client.get("/items/k").headers.at("Server-Timing"), Not(HasSubstr("pool")));
  EXPECT_TRUE(eventually([this] { return probe.phases(RequestPhase::pool, Owner::core) == 1; }));
}

TEST_F(ServerTest, TellsAnAnswerThatCameTooLate) {
  start();
  RawClient client(port());
  client.send("GET /held HTTP/1.1\r\nHost: souk\r\nx-envoy-expected-rq-timeout-ms: 1\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(1));
  const Instant long_enough = clock.now() + std::chrono::milliseconds(2);
  ASSERT_TRUE(eventually([&] { return clock.now() > long_enough; }));
  hold.release();
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(eventually([this] { return probe.too_late() == 1; }));
}

TEST_F(ServerTest, KnowsWhoIsInFlightAndForHowLong) {
  start();
  RawClient first(port()), second(port()), idle(port());
  EXPECT_EQ(idle.get("/items/k").status, 200);
  for (RawClient* client : {&first, &second}) client->send("GET /held HTTP/1.1\r\nHost: souk\r\n\r\n");
  constexpr std::size_t kBrowse = index_of(Owner::browse);
  ASSERT_TRUE(eventually([this] { return server->in_flight().holding[kBrowse] == 2; }));
  const domain::ResourceUse use = server->in_flight();
  EXPECT_EQ(use.capacity, options.max_in_flight);
  EXPECT_EQ(use.in_use, 2U);
  EXPECT_EQ(use.holding[index_of(Owner::core)], 0U);
  EXPECT_TRUE(eventually([&, before = use.longest_hold_us[kBrowse]] {
    return server->in_flight().longest_hold_us[kBrowse] > before + 1'000;
  })) << "it ages";
  hold.release();
  EXPECT_EQ(first.read().status, 200);
  EXPECT_EQ(second.read().status, 200);
  EXPECT_TRUE(eventually([this] { return server->in_flight().in_use == 0; }));
}

}  // namespace
}  // namespace souk::http::test
