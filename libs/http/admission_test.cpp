// What the admission pipeline turns away, seen from outside.
#include "http/admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "http/problem.hpp"
#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

// A status, and a problem document that says the same.
void expect_problem(const Answer& answer, int status) {
  EXPECT_EQ(answer.status, status);
  ASSERT_TRUE(answer.headers.contains("Content-Type"));
  EXPECT_EQ(answer.headers.at("Content-Type"), "application/problem+json");
  EXPECT_EQ(boost::json::parse(answer.body).at("status").as_int64(), status);
}

class AdmissionTest : public ServerTest {};

TEST_F(AdmissionTest, MalformedRequestsAre400) {
  start();
  const std::vector<std::string> requests{
      "nonsense\r\n\r\n",
      "GET /items/k HTTP/3.0\r\nHost: s\r\n\r\n",
      "GET /items/k HTTP/1.1\r\n\r\n",                           // no Host
      "GET /items/k HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",     // two
      "GET /items/k HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",  // no colon
      "GET /items/%zz HTTP/1.1\r\nHost: a\r\n\r\n",              // percent-encoding
      "GET /items/k?x=%f HTTP/1.1\r\nHost: a\r\n\r\n",           // in the query
      "GET /items/%00 HTTP/1.1\r\nHost: a\r\n\r\n",              // NUL
      "GET items HTTP/1.1\r\nHost: a\r\n\r\n",                   // no path
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST /items HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST /items HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const std::string& request : requests) {
    RawClient client(port());
    expect_problem(client.ask(request), 400);
    EXPECT_TRUE(client.closed()) << request;
  }
  EXPECT_EQ(probe.refusals("malformed"), static_cast<int>(requests.size()));
}

TEST_F(AdmissionTest, UnknownPathsAre404AndKeepTheConnection) {
  start();
  RawClient client(port());
  for (const char* path : {"/", "/nothing", "/items/../livez", "/items/%2e%2e", "//items/k", "/items/k/"}) {
    const Answer answer = client.get(path);
    expect_problem(answer, 404);
    EXPECT_FALSE(answer.headers.contains("Connection"));
  }
  expect_problem(client.post("/nothing", std::string(5000, 'x')), 404);  // its body is not the next request
  EXPECT_EQ(client.get("/items/k").status, 200);
  EXPECT_TRUE(eventually([this] { return probe.requests("other unmatched 404") == 7; }));
}

TEST_F(AdmissionTest, OtherMethodsAre405WithAllow) {
  start();
  RawClient client(port());
  const Answer answer = client.post("/items/k", "abc");
  expect_problem(answer, 405);
  EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
  expect_problem(client.ask("BREW /items HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  EXPECT_EQ(client.get("/items/k").status, 200);
}

TEST_F(AdmissionTest, SlowHeadersAre408) {
  options.header_timeout = milliseconds(50);
  start();
  RawClient client(port());
  expect_problem(client.ask("GET /items/k HTTP/1.1\r\nHo"), 408);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(probe.refusals("header_timeout"), 1);
}

TEST_F(AdmissionTest, SlowBodiesAre408) {
  options.body_timeout = milliseconds(50);
  start();
  RawClient client(port());
  expect_problem(client.ask("POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"), 408);
  EXPECT_TRUE(client.closed());
  RawClient chunked(port());
  expect_problem(chunked.ask("POST /items HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), 408);
  EXPECT_EQ(probe.refusals("body_timeout"), 2);
  EXPECT_TRUE(in_flight_becomes(0));
}

TEST_F(AdmissionTest, ClientsThatSayNothingAreClosedWithoutAWord) {
  options.idle_timeout = milliseconds(50);
  start();
  RawClient fresh(port());
  EXPECT_TRUE(fresh.closed());
  EXPECT_TRUE(eventually([this] {  // a slow machine may need several goes at being quick enough
    RawClient used(port());
    return used.get("/items/k").status == 200 && used.closed();
  }));
}

TEST_F(AdmissionTest, ClientsThatDoNotReadAreClosed) {
  options.write_timeout = milliseconds(50);
  start();
  RawClient client(port(), 4096);
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([this] { return server->stats().requests == 1 && server->stats().connections == 0; }));
  EXPECT_EQ(client.read().status, 0);
}

TEST_F(AdmissionTest, LongBodiesAre413BeforeTheyAreRead) {
  start();
  RawClient client(port());
  expect_problem(client.ask("POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\nabc"), 413);
  RawClient chunked(port());
  const std::string head = "POST /items HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  expect_problem(chunked.ask(head + "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n"), 413);
  RawClient fits(port());
  EXPECT_EQ(fits.post("/items", std::string(1000, 'x')).status, 200);
  expect_problem(fits.post("/items", std::string(1001, 'x')), 413);
  EXPECT_EQ(probe.refusals("body_limit"), 3);
  EXPECT_TRUE(in_flight_becomes(0));
}

TEST_F(AdmissionTest, TheAnswerToALongBodyReachesAClientThatKeepsSending) {
  start();
  RawClient client(port());
  client.send("POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(1'000'000, 'x'));
  expect_problem(client.read(), 413);
}

TEST_F(AdmissionTest, LongHeadersAre431) {
  options.header_limit = 1024;
  start();
  for (const std::string& request :
       {"GET /items/k HTTP/1.1\r\nHost: a\r\nX: " + std::string(1100, 'x') + "\r\n\r\n",
        "GET /" + std::string(600, 'x') + " HTTP/1.1\r\nHost: a\r\nX: " + std::string(600, 'x') + "\r\n\r\n",
        "GET /" + std::string(5000, 'x')}) {
    RawClient client(port());
    expect_problem(client.ask(request), 431);
    EXPECT_TRUE(client.closed());
  }
  RawClient fits(port());
  EXPECT_EQ(fits.get("/items/k", "X: " + std::string(900, 'x') + "\r\n").status, 200);
  EXPECT_EQ(probe.refusals("header_limit"), 3);
}

TEST_F(AdmissionTest, UnknownCodingsAndExpectationsAreRefused) {
  start();
  RawClient gzip(port());
  expect_problem(gzip.ask("POST /items HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 501);
  EXPECT_TRUE(gzip.closed());
  RawClient expecting(port());
  expect_problem(expecting.get("/items/k", "Expect: miracles\r\n"), 417);
}

TEST_F(AdmissionTest, TooManyRequestsAtOnceAre429ButOperatorsPass) {
  options.max_in_flight = 2;
  start();
  RawClient first(port());
  RawClient second(port());
  for (RawClient* client : {&first, &second}) client->send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(2));
  RawClient third(port());
  const Answer answer = third.get("/items/k");
  expect_problem(answer, 429);
  EXPECT_EQ(answer.headers.at("Retry-After"), "1");
  EXPECT_THAT(answer.headers.at("RateLimit-Policy"), HasSubstr("q=2"));
  EXPECT_THAT(answer.headers.at("RateLimit"), HasSubstr("r=0"));
  EXPECT_EQ(boost::json::parse(answer.body).at("type").as_string(), kQuotaExceeded);
  EXPECT_EQ(third.get("/livez").status, 200);
  EXPECT_EQ(server->stats().shed, 1U);  // counted before the next request on its connection
  hold.release();
  EXPECT_EQ(first.read().body, "held");
  EXPECT_EQ(second.read().body, "held");
  ASSERT_TRUE(in_flight_becomes(0));
  EXPECT_EQ(third.get("/items/k").status, 200);
}

TEST_F(AdmissionTest, TooManyConnectionsAre503) {
  options.max_connections = 2;
  start();
  RawClient first(port());
  RawClient second(port());
  EXPECT_EQ(first.get("/items/k").status, 200);
  EXPECT_EQ(second.get("/items/k").status, 200);
  RawClient third(port());
  const Answer answer = third.get("/items/k");
  expect_problem(answer, 503);
  EXPECT_EQ(answer.headers.at("Retry-After"), "1");
  EXPECT_TRUE(third.closed());
  first.close();
  EXPECT_TRUE(eventually([this] {
    RawClient again(port());
    return again.get("/items/k").status == 200;
  }));
}

TEST_F(AdmissionTest, AThrowingHandlerIs500ThatTellsNothing) {
  start();
  RawClient client(port());
  const Answer answer = client.get("/broken");
  expect_problem(answer, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_EQ(probe.exception(), "secret");
  EXPECT_EQ(client.get("/items/k").status, 200);
}

TEST_F(AdmissionTest, AHandlerCannotSplitTheAnswer) {
  start();
  RawClient client(port());
  const Answer answer = client.get("/split");
  expect_problem(answer, 500);
  EXPECT_FALSE(answer.headers.contains("Set-Cookie"));
}

TEST_F(AdmissionTest, ClientsThatLeaveLeaveNothingBehind) {
  start();
  for (const char* part : {"", "GET /it", "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
                           "GET /held HTTP/1.1\r\nHost: a\r\n\r\n", "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    RawClient closing(port());
    closing.send(part);
    closing.close();
    RawClient resetting(port());
    resetting.send(part);
    resetting.reset();
  }
  EXPECT_TRUE(eventually([this] {
    hold.release();
    return server->stats().connections == 0 && server->stats().in_flight == 0;
  }));
}

}  // namespace
}  // namespace souk::http::test
