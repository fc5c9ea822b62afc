// Leaving without turning anybody away, and taking turns at one port.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "http/listening_port.hpp"
#include "http/server.hpp"
#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

class RetireTest : public ServerTest {
 protected:
  void TearDown() override {
    for (const auto& each : others_) each->stop();
    ServerTest::TearDown();
  }
  void share_port() {
    auto opened = ListeningPort::open("127.0.0.1", 0);
    ASSERT_TRUE(opened) << opened.error().detail;
    options.listening_port = *opened;
  }
  std::unique_ptr<Server> another() {
    auto made = std::make_unique<Server>(options, routes(), clock, probe);
    EXPECT_TRUE(made->start());
    return made;
  }
  std::vector<std::unique_ptr<Server>> others_;
};

TEST_F(RetireTest, WhatIsInFlightIsAnsweredAndItsConnectionClosed) {
  start();
  RawClient client(port());
  client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(in_flight_becomes(1));
  server->retire();
  EXPECT_EQ(server->stats().connections, 1U);
  hold.release();
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("Connection"), "close");
  EXPECT_TRUE(client.closed());
  client.close();
  EXPECT_TRUE(eventually([this] { return server->stats().connections == 0; }));
}

TEST_F(RetireTest, KeptAndFreshConnectionsGetTheirNextAnswer) {
  start();
  RawClient kept(port());
  EXPECT_EQ(kept.get("/items/k").status, 200);
  RawClient fresh(port());
  ASSERT_TRUE(eventually([this] { return server->stats().connections == 2; }));
  server->retire();
  for (RawClient* client : {&kept, &fresh}) {
    const Answer answer = client->get("/items/k");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("Connection"), "close");
  }
  EXPECT_FALSE(RawClient(port()).connected());
  EXPECT_EQ(probe.refusals("shutdown"), 0);
}

TEST_F(RetireTest, WhoAsksNothingMoreIsClosedByStop) {
  start();
  RawClient idle(port());
  ASSERT_TRUE(eventually([this] { return server->stats().connections == 1; }));
  server->retire();
  server->stop();
  EXPECT_TRUE(idle.closed());
}

TEST_F(RetireTest, AnyNumberOfTimesAndBeforeStart) {
  Server never_started(options, routes(), clock, probe);
  never_started.retire();
  never_started.stop();
  start();
  server->retire();
  server->retire();
  server->stop();
  server->retire();
  EXPECT_TRUE(server->draining());
}

TEST_F(RetireTest, ConnectionsThatWaitInTheQueueAreNotLostWithTheServer) {
  share_port();
  // Nobody accepts yet: these wait in the queue.
  const std::uint16_t shared = options.listening_port->port();
  std::vector<std::unique_ptr<RawClient>> waiting;
  for (int i = 0; i < 20; ++i) waiting.push_back(std::make_unique<RawClient>(shared));
  for (const auto& client : waiting) client->send("GET /items/k HTTP/1.1\r\nHost: a\r\n\r\n");
  start();
  others_.push_back(another());
  server->retire();  // some accepted, some not
  for (const auto& client : waiting) EXPECT_EQ(client->read().status, 200);
  EXPECT_TRUE(RawClient(shared).connected());
}

// Keeps asking on one connection, or on a new one each time; a connection that was said to close is opened again.
std::uint64_t ask_until(const std::atomic<bool>& stop, std::uint16_t port, bool keep_alive,
                        std::atomic<std::uint64_t>& failed) {
  std::uint64_t asked = 0;
  auto client = std::make_unique<RawClient>(port);
  while (!stop) {
    const Answer answer = client->get("/items/k");
    ++asked;
    if (answer.status != 200) ++failed;
    if (keep_alive && answer.status == 200 && !answer.headers.contains("Connection")) continue;
    client = std::make_unique<RawClient>(port);
  }
  return asked;
}

TEST_F(RetireTest, NoRequestFailsWhileServersTakeTurns) {
  share_port();
  start();
  const std::uint16_t shared = options.listening_port->port();
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> failed{0};
  std::vector<std::future<std::uint64_t>> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(std::async(std::launch::async,
                                 [&stop, &failed, shared, i] { return ask_until(stop, shared, i % 2 == 0, failed); }));
  }
  for (int turn = 0; turn < 20; ++turn) {
    others_.push_back(another());
    Server& old = turn == 0 ? *server : *others_[others_.size() - 2];
    const std::uint64_t before = others_.back()->stats().requests;
    old.retire();
    EXPECT_TRUE(eventually([&old] { return old.stats().connections == 0; }));
    old.stop();
    EXPECT_TRUE(eventually([this, before] { return others_.back()->stats().requests > before + 50; }));
  }
  stop = true;
  std::uint64_t asked = 0;
  for (auto& client : clients) asked += client.get();
  EXPECT_EQ(failed, 0U) << "of " << asked;
  EXPECT_GT(asked, 20U * 50U);
}

}  // namespace
}  // namespace souk::http::test
