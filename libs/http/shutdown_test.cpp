// Stopping: what is in flight is finished, what is idle is closed, what hangs does not hang the process.
#include <gtest/gtest.h>

#include <boost/asio/associated_executor.hpp>
#include <future>

#include "http/server.hpp"
#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

using std::chrono::milliseconds;

class ShutdownTest : public ServerTest {};

// A dependency that neither answers nor hears a cancellation until the test ends it.
class Deaf {
 public:
  Task<Response> ask(Request&) {
    const auto keep = [this](auto handler) {
      const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
      const auto executor = asio::get_associated_executor(*kept);
      resume_ = [kept, executor] { asio::post(executor, [kept] { std::move (*kept)(); }); };
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(keep, asio::use_awaitable);
    co_return Response{};
  }
  void end() { std::exchange(resume_, nullptr)(); }

 private:
  std::function<void()> resume_;
};

TEST_F(ShutdownTest, FinishesWhatIsInFlight) {
  start();
  RawClient client(port());
  client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(1));
  const std::future<void> stopping = std::async(std::launch::async, [this] { server->stop(); });
  ASSERT_TRUE(eventually([this] { return server->draining(); }));
  EXPECT_EQ(stopping.wait_for(milliseconds(20)), std::future_status::timeout);
  hold.release();
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "held");
  EXPECT_EQ(answer.headers.at("Connection"), "close");
  EXPECT_TRUE(client.closed());
  stopping.wait();
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST_F(ShutdownTest, ClosesIdleConnectionsAndAcceptsNoMore) {
  start();
  RawClient used(port());
  EXPECT_EQ(used.get("/items/k").status, 200);
  RawClient fresh(port());
  ASSERT_TRUE(eventually([this] { return server->stats().connections == 2; }));
  server->stop();
  EXPECT_TRUE(used.closed());
  EXPECT_TRUE(fresh.closed());
  EXPECT_FALSE(RawClient(port()).connected());
}

TEST_F(ShutdownTest, RefusesRequestsThatComeTooLate) {
  options.io_threads = 1;
  start();
  RawClient late(port());
  late.send("GET /items/k HT");
  RawClient held(port());
  held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(1));
  // One thread takes things in turn: once this is answered, it has read the beginning of the late request.
  EXPECT_EQ(RawClient(port()).get("/livez").status, 200);
  const std::future<void> stopping = std::async(std::launch::async, [this] { server->stop(); });
  ASSERT_TRUE(eventually([this] { return server->draining(); }));
  const Answer answer = late.ask("TP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("Retry-After"), "1");
  EXPECT_EQ(probe.refusals("shutdown"), 1);
  hold.release();
  EXPECT_EQ(held.read().status, 200);
}

TEST_F(ShutdownTest, CancelsWhatOutlastsTheGrace) {
  options.shutdown_grace = milliseconds(30);
  start();
  RawClient client(port());
  client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient sending(port());
  sending.send("POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  ASSERT_TRUE(in_flight_becomes(2));
  server->stop();
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(sending.closed());
  EXPECT_EQ(server->stats().in_flight, 0U);
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST_F(ShutdownTest, AHandlerThatHearsNothingDoesNotHoldUpStopping) {
  options.shutdown_grace = milliseconds(30);
  Deaf dependency;
  const auto ask = [&dependency](Request& request) { return dependency.ask(request); };
  Server stubborn(options, {{"GET", "/deaf", domain::Owner::browse, ask, 0}}, clock, probe);
  ASSERT_TRUE(stubborn.start());
  RawClient client(stubborn.port());
  client.send("GET /deaf HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&stubborn] { return stubborn.stats().in_flight == 1; }));
  stubborn.stop();
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(stubborn.stats().connections, 0U);
  dependency.end();  // before the server is destroyed, as stop() asks
}

TEST_F(ShutdownTest, StopsAnyNumberOfTimesAndBeforeStart) {
  Server never_started(options, routes(), clock, probe);
  never_started.stop();
  start();
  server->stop();
  server->stop();
  EXPECT_TRUE(server->draining());
  EXPECT_FALSE(server->start());
}

}  // namespace
}  // namespace souk::http::test
