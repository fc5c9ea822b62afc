#include "load/visitors.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "load/load_test_server.hpp"
#include "runtime/live_clock.hpp"

namespace souk::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class VisitorsTest : public testing::Test {
 protected:
  VisitorSettings settings(Nanos stay) const {
    VisitorSettings wanted;
    const auto url = http::resolve_url(server_.url());
    wanted.server.endpoint = url->endpoint;
    wanted.server.host = url->host;
    wanted.per_second = 200;
    wanted.stay = stay;
    return wanted;
  }
  template <class Condition>
  bool eventually(Condition condition) {
    const Instant limit = clock_.now() + seconds(20);
    while (!condition() && clock_.now() < limit) {
      context_.restart();
      context_.run_for(milliseconds(5));
    }
    return condition();
  }

  LoadTestServer server_;
  asio::io_context context_{1};
  runtime::LiveClock clock_;
};

TEST_F(VisitorsTest, EachAsksOnceAndStaysConnected) {
  Visitors visitors(context_.get_executor(), clock_, settings(std::chrono::hours(1)));
  visitors.start();
  ASSERT_TRUE(eventually([&] { return visitors.stats().came >= 20 && server_.requests() >= 20; }));
  EXPECT_EQ(visitors.stats().here, visitors.stats().came);
  EXPECT_LE(server_.requests(), visitors.stats().came);
  visitors.stop();
  EXPECT_TRUE(eventually([&] { return visitors.stats().here == 0; }));
  EXPECT_EQ(visitors.stats().refused, 0u);
}

TEST_F(VisitorsTest, LeaveWhenTheirTimeIsOver) {
  Visitors visitors(context_.get_executor(), clock_, settings(milliseconds(50)));
  visitors.start();
  ASSERT_TRUE(eventually([&] { return visitors.stats().came >= 100; }));
  EXPECT_LT(visitors.stats().here, visitors.stats().came);
}

TEST_F(VisitorsTest, CountWhoGotNoPage) {
  VisitorSettings nobody = settings(seconds(60));
  nobody.server.endpoint.port(1);
  Visitors visitors(context_.get_executor(), clock_, nobody);
  visitors.start();
  EXPECT_TRUE(eventually([&] { return visitors.stats().refused >= 3; }));
}

}  // namespace
}  // namespace souk::load
