#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "http/client_test_server.hpp"

namespace souk::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using Answer = std::optional<Result<ClientResponse>>;

ScriptedServer::Script always(const std::string& answer) {
  return [answer](std::size_t, std::size_t) { return ScriptedAnswer{{answer}}; };
}
const ScriptedServer::Script kSilent = [](std::size_t, std::size_t) { return ScriptedAnswer{{}, false, true}; };

Task<void> ask(Client& client, ClientRequest request, Instant deadline, Answer& answer) {
  answer = co_await client.send(std::move(request), deadline);
}

class ClientTest : public testing::Test {
 protected:
  void start(ScriptedServer::Script script, std::size_t max_connections = 4'096) {
    server_ = servers_.emplace_back(std::make_unique<ScriptedServer>(context_, std::move(script))).get();
    settings_.endpoint = server_->endpoint();
    settings_.host = "souk.test";
    settings_.max_connections = max_connections;
    client_ = std::make_unique<Client>(context_.get_executor(), clock_, settings_);
  }
  void begin(Answer& answer, ClientRequest request = {}, Nanos timeout = seconds(20)) {
    asio::co_spawn(context_, ask(*client_, std::move(request), clock_.now() + timeout, answer), asio::detached);
  }
  // Runs until the answer is there; a deadline to fail.
  void finish(const Answer& answer) {
    const Instant limit = clock_.now() + seconds(30);
    while (!answer && clock_.now() < limit) context_.run_one_for(milliseconds(100));
    ASSERT_TRUE(answer.has_value()) << "no answer";
  }
  Result<ClientResponse> get(Nanos timeout = seconds(20), ClientRequest request = {}) {
    Answer answer;
    begin(answer, std::move(request), timeout);
    finish(answer);
    return answer ? *answer : Result<ClientResponse>(fail(Errc::internal, "no answer"));
  }
  void run_until(const std::function<bool()>& reached) {
    const Instant limit = clock_.now() + seconds(30);
    while (!reached() && clock_.now() < limit) context_.run_one_for(milliseconds(10));
    ASSERT_TRUE(reached());
  }

  asio::io_context context_{1};
  TestClock clock_;
  ClientSettings settings_;
  std::vector<std::unique_ptr<ScriptedServer>> servers_;  // earlier ones still hear their clients leave
  ScriptedServer* server_ = nullptr;
  std::unique_ptr<Client> client_;
};

TEST_F(ClientTest, SendsAWellFormedRequestAndReadsTheAnswer) {
  start(always("HTTP/1.1 201 Created\r\nX-Thing:  a value \r\ncontent-length: 5\r\n\r\nhello"));
  ClientRequest request;
  request.method = "POST";
  request.target = "/things?a=1";
  request.body = "{}";
  request.add_header("Content-Type", "application/json");
  request.add_header("X-Evil", "a\r\nX-Forged: b");
  const auto response = get(seconds(20), request);
  ASSERT_TRUE(response.has_value()) << response.error().detail;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("x-thing"), "a value");
  EXPECT_EQ(response->header("x-other"), "");
  const std::string sent = server_->requests().at(0);
  EXPECT_THAT(sent, testing::StartsWith("POST /things?a=1 HTTP/1.1\r\nHost: souk.test\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nContent-Length: 2\r\n"));
  EXPECT_THAT(sent, testing::Not(HasSubstr("\nX-Forged")));
  EXPECT_THAT(sent, testing::ContainsRegex("x-envoy-expected-rq-timeout-ms: (20000|19[0-9]{3})\r\n"));
  EXPECT_THAT(sent, testing::EndsWith("\r\n\r\n{}"));
}

TEST_F(ClientTest, KeepsItsConnection) {
  start(always(ok_with("x")));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(get().has_value());
  EXPECT_EQ(server_->connections(), 1U);
  EXPECT_EQ(client_->stats().connects, 1U);
  EXPECT_EQ(client_->stats().idle, 1U);
}

TEST_F(ClientTest, OpensAnotherConnectionAfterConnectionClose) {
  start(always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get().has_value());
  EXPECT_EQ(server_->connections(), 3U);
}

TEST_F(ClientTest, RequestsBeyondTheBoundWaitInLine) {
  start(always(ok_with("x")), 3);
  std::vector<Answer> answers(40);
  for (Answer& answer : answers) begin(answer);
  for (const Answer& answer : answers) {
    finish(answer);
    EXPECT_TRUE(answer && answer->has_value());
  }
  EXPECT_EQ(server_->most_open(), 3U);
  EXPECT_EQ(server_->requests().size(), 40U);
  EXPECT_EQ(client_->stats().waiting, 0U);
}

TEST_F(ClientTest, ASilentServerIsATimeoutAndTheServerSeesTheClientLeave) {
  start(kSilent);
  const Instant before = clock_.now();
  const auto response = get(milliseconds(50));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::deadline_exceeded);
  EXPECT_GE(clock_.now() - before, milliseconds(50));
  run_until([this] { return server_->left() == 1; });
  EXPECT_EQ(client_->stats().open, 0U);
}

TEST_F(ClientTest, WaitingForAConnectionEndsAtTheDeadlineToo) {
  start(kSilent, 1);
  Answer holder, waiter;
  begin(holder, {}, seconds(20));
  begin(waiter, {}, milliseconds(50));
  finish(waiter);
  ASSERT_FALSE(waiter->has_value());
  EXPECT_EQ(waiter->error().code, Errc::deadline_exceeded);
  EXPECT_EQ(client_->stats().waiting, 0U);
  EXPECT_FALSE(holder.has_value());
}

TEST_F(ClientTest, ATooLongLineIsRefused) {
  settings_.max_waiting = 1;
  start(kSilent, 1);
  Answer holder, waiter, refused;
  begin(holder);
  begin(waiter);
  begin(refused);
  finish(refused);
  ASSERT_FALSE(refused->has_value());
  EXPECT_EQ(refused->error().code, Errc::overloaded);
}

TEST_F(ClientTest, ARefusedConnectionIsAnErrorAndTheNextTryWorks) {
  start(always(ok_with("x")));
  server_->stop();
  const auto response = get();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_THAT(response.error().detail, HasSubstr("refused"));
}

TEST_F(ClientTest, AStaleConnectionIsReplacedOnce) {
  // Each connection answers once and is closed without a word: a server that has restarted.
  start([](std::size_t, std::size_t) { return ScriptedAnswer{{ok_with("x")}, true}; });
  for (int i = 0; i < 4; ++i) {
    const auto response = get();
    ASSERT_TRUE(response.has_value()) << response.error().detail;
  }
  EXPECT_EQ(server_->connections(), 4U);
  EXPECT_EQ(server_->requests().size(), 4U);
}

TEST_F(ClientTest, AFreshConnectionThatClosesWithoutAnAnswerIsAnError) {
  start([](std::size_t, std::size_t) { return ScriptedAnswer{{}, true}; });
  const auto response = get();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ClientTest, AKeptConnectionThatBreaksInsideTheAnswerIsNotTriedAgain) {
  start([](std::size_t, std::size_t request) {
    return request == 0 ? ScriptedAnswer{{ok_with("x")}}
                        : ScriptedAnswer{{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}, true};
  });
  ASSERT_TRUE(get().has_value());
  const auto response = get();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_EQ(server_->requests().size(), 2U);
}

TEST_F(ClientTest, AnIdleTimeoutNoticeIsNotTakenForAnAnswer) {
  start([](std::size_t connection, std::size_t request) {
    return connection == 0 && request == 1
               ? ScriptedAnswer{{"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"},
                                true}
               : ScriptedAnswer{{ok_with("x")}};
  });
  for (int i = 0; i < 2; ++i) {
    const auto response = get();
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 200);
  }
}

TEST_F(ClientTest, ReadsBodiesHoweverTheyAreFramedAndSplit) {
  const std::vector<std::vector<std::string>> framings = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello ", "world"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5;x=y\r\nworld\r\n0\r\nT: 1\r\n\r\n"},
      {"HTTP/1.1 200 OK\r\nTransfer-Enc", "oding: chunked\r\n\r", "\n6\r\nhel", "lo \r", "\n5\r\nworld\r\n0\r\n\r",
       "\n"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"},
  };
  for (const auto& parts : framings) {
    start([&parts](std::size_t, std::size_t) { return ScriptedAnswer{parts}; });
    for (int i = 0; i < 2; ++i) {
      const auto response = get();
      ASSERT_TRUE(response.has_value()) << response.error().detail;
      EXPECT_EQ(response->status, 200);
      EXPECT_EQ(response->body, "hello world");
    }
    EXPECT_EQ(server_->connections(), 1U);
  }
}

TEST_F(ClientTest, ABodyWithoutLengthEndsWithTheConnection) {
  start([](std::size_t, std::size_t) { return ScriptedAnswer{{"HTTP/1.1 200 OK\r\n\r\nhello ", "world"}, true}; });
  const auto response = get();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->body, "hello world");
}

TEST_F(ClientTest, HeadAndNoContentHaveNoBody) {
  start(always("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
  ClientRequest head;
  head.method = "HEAD";
  EXPECT_TRUE(get(seconds(20), head).has_value());
  start(always("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_TRUE(get().has_value());
}

TEST_F(ClientTest, DiscardedBodiesAreReadAndTheConnectionKept) {
  start(always(ok_with(std::string(100'000, 'x'))));
  ClientRequest request;
  request.discard_body = true;
  for (int i = 0; i < 2; ++i) {
    const auto response = get(seconds(20), request);
    ASSERT_TRUE(response.has_value());
    EXPECT_TRUE(response->body.empty());
  }
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ClientTest, SendsLargeBodiesWhole) {
  start(always(ok_with("x")));
  ClientRequest request;
  request.method = "POST";
  request.body = std::string(8 * 1024 * 1024, 'b');
  ASSERT_TRUE(get(seconds(90), request).has_value()) << "under the thread sanitizer it takes its time";
  EXPECT_GT(server_->requests().at(0).size(), request.body.size());
}

TEST_F(ClientTest, WhatIsNotHttpIsAnError) {
  for (const char* nonsense :
       {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"}) {
    start(always(nonsense));
    const auto response = get();
    ASSERT_FALSE(response.has_value()) << nonsense;
    EXPECT_EQ(response.error().code, Errc::corrupt) << nonsense;
    EXPECT_EQ(client_->stats().open, 0U);
  }
}

TEST_F(ClientTest, AnAnswerBeyondTheLimitIsAnError) {
  settings_.max_response_bytes = 1'000;
  const std::string chunk = "200\r\n" + std::string(512, 'x') + "\r\n";
  for (const std::string& answer :
       {ok_with(std::string(1'001, 'x')), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk,
        "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'h')}) {
    start(always(answer));
    const auto response = get();
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().code, Errc::too_large);
  }
}

TEST_F(ClientTest, ShutdownEndsWhatIsUnderWayAndWhatWaits) {
  start(kSilent, 1);
  Answer holder, waiter;
  begin(holder);
  begin(waiter);
  run_until([this] { return server_->requests().size() == 1 && client_->stats().waiting == 1; });
  client_->shutdown();
  for (const Answer* answer : {&holder, &waiter}) {
    finish(*answer);
    ASSERT_FALSE((*answer)->has_value());
    EXPECT_EQ((*answer)->error().code, Errc::unavailable);
  }
  const auto later = get();
  ASSERT_FALSE(later.has_value());
  EXPECT_EQ(later.error().code, Errc::unavailable);
  EXPECT_EQ(client_->stats().open, 0U);
}

TEST_F(ClientTest, CancellationEndsARequestAndFreesItsConnection) {
  start(kSilent, 1);
  for (const bool in_line : {false, true}) {
    Answer holder, cancelled;
    if (in_line) {
      begin(holder);
      run_until([this] { return client_->stats().open == 1; });
    }
    asio::cancellation_signal signal;
    asio::co_spawn(context_, ask(*client_, {}, clock_.now() + seconds(20), cancelled),
                   asio::bind_cancellation_slot(signal.slot(), asio::detached));
    const std::size_t before = server_->requests().size();
    run_until([&] { return in_line ? client_->stats().waiting == 1 : server_->requests().size() > before; });
    signal.emit(asio::cancellation_type::terminal);
    run_until([&] { return client_->stats().waiting == 0 && client_->stats().open == (in_line ? 1U : 0U); });
    if (in_line) {
      client_->shutdown();
      finish(holder);
    }
  }
}

TEST_F(ClientTest, DestroyingTheClientWithRequestsUnderWayIsSafe) {
  start(kSilent);
  Answer answer;
  begin(answer);
  run_until([this] { return server_->requests().size() == 1; });
  client_.reset();
  finish(answer);
  EXPECT_FALSE(answer->has_value());
}

TEST(ClientUrl, IsResolvedAndCheckedWithAReason) {
  const auto url = resolve_url("http://127.0.0.1:8080/rest/2/addons?limit=1");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "127.0.0.1:8080");
  EXPECT_EQ(url->endpoint.port(), 8080);
  EXPECT_EQ(url->target, "/rest/2/addons?limit=1");
  EXPECT_EQ(resolve_url("http://127.0.0.1")->target, "/");
  EXPECT_EQ(resolve_url("http://127.0.0.1?x=1")->target, "/?x=1");
  EXPECT_EQ(resolve_url("http://[::1]:81/")->endpoint.port(), 81);
  for (const char* bad : {"", "127.0.0.1:8080", "https://127.0.0.1/", "http://", "http://a:b@127.0.0.1/", "ftp://x/",
                          "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://127.0.0.1/a b"}) {
    const auto refused = resolve_url(bad);
    ASSERT_FALSE(refused.has_value()) << bad;
    EXPECT_EQ(refused.error().code, Errc::invalid_argument) << bad;
  }
}

TEST(ClientUrl, PercentEncodesEverythingThatIsReserved) {
  EXPECT_EQ(percent_encode("com.example-app_1~x"), "com.example-app_1~x");
  EXPECT_EQ(percent_encode("a b/c?d&e=%\xc3\xa9"), "a%20b%2Fc%3Fd%26e%3D%25%C3%A9");
}

}  // namespace
}  // namespace souk::http
