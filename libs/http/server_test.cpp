// What every well-behaved client meets: answers, keep-alive, pipelining, HEAD, HTTP/1.0, large bodies.
#include "http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

using ::testing::HasSubstr;

TEST_F(ServerTest, AnswersOverOneConnection) {
  start();
  RawClient client(port());
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.get("/items/a%20b?x=1");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /items/a b []");
    EXPECT_EQ(answer.headers.at("Content-Type"), "text/plain");
    EXPECT_FALSE(answer.headers.contains("Connection"));
  }
  EXPECT_EQ(server->stats().connections, 1U);
  EXPECT_TRUE(eventually([this] { return probe.requests("GET /items/{key} 200") == 3; }));
  EXPECT_EQ(server->stats().requests, 3U);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  RawClient client(port());
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += "\r\nGET /items/" + std::to_string(i) + " HTTP/1.1\r\nHost: souk\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.read().body, "GET /items/" + std::to_string(i) + " []");
}

TEST_F(ServerTest, NothingOfOneRequestReachesTheNext) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.post("/items", "long body of the first request").body,
            "POST /items [long body of the first request]");
  EXPECT_EQ(client.post("/items", "").body, "POST /items []");
  EXPECT_EQ(client.get("/items/k").body, "GET /items/k []");
}

TEST_F(ServerTest, ReadsARequestThatArrivesByteByByte) {
  start();
  RawClient client(port());
  for (const char c : std::string("POST /items HTTP/1.1\r\nHost: souk\r\nContent-Length: 3\r\n\r\nabc")) {
    client.send(std::string(1, c));
  }
  EXPECT_EQ(client.read().body, "POST /items [abc]");
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  start();
  RawClient client(port());
  const std::string request =
      "POST /items HTTP/1.1\r\nHost: souk\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: ignored\r\n\r\n";
  EXPECT_EQ(client.ask(request + request).body, "POST /items [abcdefg]");
  EXPECT_EQ(client.read().body, "POST /items [abcdefg]");
}

TEST_F(ServerTest, InvitesTheBodyOfAClientThatAsks) {
  start();
  RawClient client(port());
  const std::string head = "POST /items HTTP/1.1\r\nHost: souk\r\nExpect: 100-continue\r\nContent-Length: ";
  EXPECT_EQ(client.ask(head + "3\r\n\r\n").status, 100);
  EXPECT_EQ(client.ask("abc").body, "POST /items [abc]");
  EXPECT_EQ(client.ask(head + "5000\r\n\r\n").status, 413);
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, HeadHasTheHeadersOfGetAndNoBody) {
  start();
  RawClient client(port());
  client.send("HEAD /items/k HTTP/1.1\r\nHost: souk\r\n\r\n");
  const Answer head = client.read(false);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("Content-Length"), std::to_string(std::string("HEAD /items/k []").size()));
  EXPECT_EQ(client.get("/items/k").status, 200);
  EXPECT_EQ(probe.requests("HEAD /items/{key} 200"), 1);
}

TEST_F(ServerTest, NotModifiedHasNoBody) {
  start();
  RawClient client(port());
  const Answer answer = client.get("/unmodified");
  EXPECT_EQ(answer.status, 304);
  EXPECT_EQ(answer.headers.at("ETag"), "\"1\"");
  EXPECT_FALSE(answer.headers.contains("Content-Length"));
  EXPECT_EQ(client.get("/items/k").status, 200);
}

TEST_F(ServerTest, SpeaksHttp10) {
  start();
  RawClient once(port());
  const Answer answer = once.ask("GET /items/k HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("Connection"), "close");
  EXPECT_TRUE(once.closed());
  RawClient often(port());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(often.ask("GET /items/k HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").headers.at("Connection"),
              "keep-alive");
  }
}

TEST_F(ServerTest, ClosesWhenAsked) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.get("/items/k", "Connection: close\r\n").status, 200);
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, AnswersAClientThatHasFinishedSending) {
  start();
  RawClient client(port());
  client.send("GET /items/k HTTP/1.1\r\nHost: souk\r\n\r\n");
  client.half_close();
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, SendsLargeAnswersWhole) {
  start();
  RawClient client(port());
  for (int i = 0; i < 2; ++i) {
    const Answer answer = client.get("/large");
    EXPECT_EQ(answer.body.size(), kLarge);
    EXPECT_EQ(answer.body.find_first_not_of('x'), std::string::npos);
  }
}

Task<Response> tell_patience(Request& request) {
  Response response;
  const bool known = request.client_leaves != kNever;
  response.body = known ? std::to_string(to_ms(request.client_leaves - request.received_at)) : "never";
  co_return response;
}

TEST_F(ServerTest, KnowsWhenTheClientLeaves) {
  server = std::make_unique<Server>(
      options, std::vector<Route>{{"GET", "/patience", domain::Owner::browse, tell_patience, 0}}, clock, probe);
  ASSERT_TRUE(server->start());
  RawClient client(port());
  EXPECT_EQ(client.get("/patience", "X-Envoy-Expected-Rq-Timeout-Ms: 250\r\n").body, std::to_string(250.0));
  EXPECT_EQ(client.get("/patience").body, "never");
  for (const char* nonsense : {"-1", "0", "soon", "12x", "99999999999999999999", "1e3", ""}) {
    EXPECT_EQ(client.get("/patience", "x-envoy-expected-rq-timeout-ms: " + std::string(nonsense) + "\r\n").body,
              "never")
        << nonsense;
  }
}

TEST_F(ServerTest, ServesAThousandConnectionsAtOnce) {
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  start();
  std::vector<std::unique_ptr<RawClient>> clients;
  clients.reserve(1000);
  for (int i = 0; i < 1000; ++i) clients.push_back(std::make_unique<RawClient>(port()));
  for (int round = 0; round < 2; ++round) {
    for (const auto& client : clients) client->send("GET /items/k HTTP/1.1\r\nHost: souk\r\n\r\n");
    for (const auto& client : clients) ASSERT_EQ(client->read().status, 200);
  }
  EXPECT_EQ(server->stats().connections, 1000U);
  EXPECT_TRUE(eventually([this] { return server->stats().requests == 2000; }));
  clients.clear();
  EXPECT_TRUE(eventually([this] { return server->stats().connections == 0; }));
}

TEST_F(ServerTest, APortInUseIsAnErrorThatSaysWhatToDo) {
  start();
  options.port = port();
  Server second(options, routes(), clock, probe);
  const Result<void> started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::conflict);
  EXPECT_THAT(started.error().detail, HasSubstr("127.0.0.1"));
  EXPECT_THAT(started.error().detail, HasSubstr(std::to_string(port())));
  EXPECT_THAT(started.error().detail, HasSubstr("choose another port"));
}

TEST_F(ServerTest, ABadAddressIsAnError) {
  for (const char* address : {"localhost", "", "300.1.1.1", "192.0.2.1"}) {
    options.address = address;
    Server broken(options, routes(), clock, probe);
    const Result<void> started = broken.start();
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, Errc::invalid_argument) << address;
  }
}

TEST_F(ServerTest, AmbiguousRoutesAreRefused) {
  std::vector<Route> twice = routes();
  twice.push_back(twice.front());
  EXPECT_THROW(Server(options, std::move(twice), clock, probe), std::invalid_argument);
}

}  // namespace
}  // namespace souk::http::test
