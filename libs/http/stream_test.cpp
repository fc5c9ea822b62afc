// Answers that are written while they come into being.
#include <gtest/gtest.h>

#include "http/server.hpp"
#include "http/test_support.hpp"

namespace souk::http::test {
namespace {

class StreamTest : public ServerTest {};

TEST_F(StreamTest, IsWrittenPartByPartAndEndsWithTheConnection) {
  start();
  RawClient client(port());
  const Answer head = client.get("/stream");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("Content-Type"), "text/plain");
  EXPECT_EQ(head.headers.at("Connection"), "close");
  EXPECT_FALSE(head.headers.contains("Content-Length"));
  EXPECT_EQ(client.rest(), "part 1\npart 2\npart 3\n");
}

TEST_F(StreamTest, HeadHasNoParts) {
  start();
  RawClient client(port());
  client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read(false).status, 200);
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(streamed, 0);
}

TEST_F(StreamTest, EndsWhenTheClientLeaves) {
  endless = true;
  start();
  RawClient client(port());
  EXPECT_EQ(client.get("/stream").status, 200);
  ASSERT_TRUE(eventually([this] { return streamed > 3; }));
  client.reset();
  EXPECT_TRUE(in_flight_becomes(0));
}

TEST_F(StreamTest, DoesNotHoldUpAStop) {
  endless = true;
  start();
  RawClient client(port());
  EXPECT_EQ(client.get("/stream").status, 200);
  ASSERT_TRUE(eventually([this] { return streamed > 3; }));
  server->stop();
  EXPECT_EQ(server->stats().in_flight, 0U);
  EXPECT_NE(client.rest(), "");
}

}  // namespace
}  // namespace souk::http::test
