// Stopping: what is in flight is finished, what is idle is closed, what hangs does not hang the process.
#include <gtest/gtest.h>

#include <future>

#include "http/server.hpp"
#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

using std::chrono::milliseconds;

class ShutdownTest : public ServerTest {};

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
  start();
  RawClient late(port());
  late.send("GET /items/k HT");
  RawClient held(port());
  held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(1));
  // Both connections are known to be on their threads once a third one after them is answered on each.
  for (int i = 0; i < 2; ++i) EXPECT_EQ(RawClient(port()).get("/livez").status, 200);
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
