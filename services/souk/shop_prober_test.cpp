#include "services/souk/shop_prober.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <future>

#include "runtime/live_clock.hpp"

namespace souk {
namespace {

using asio::ip::tcp;

// A shop that takes connections and never answers, as one that is being stopped.
TEST(ShopProber, StopsWhileAProbeWaitsForAnAnswerThatWillNotCome) {
  asio::io_context context;
  tcp::acceptor silent(context, {asio::ip::address_v4::loopback(), 0});
  runtime::LiveClock clock;
  app::LiveSettings settings;
  settings.set(domain::Setting::probes_every_ms, 10);
  settings.set(domain::Setting::slo_latency_factor, 100);  // a probe waits for a hundred seconds
  app::ComponentBoard board(settings, clock);
  auto prober = ShopProber::start("127.0.0.1", silent.local_endpoint().port(),
                                  app::probe_subjects({"com.example.app"}, "tools", 1), clock, settings, board);
  ASSERT_TRUE(prober.has_value()) << prober.error().detail;
  const tcp::socket asked = silent.accept();
  (*prober)->request_stop();
  auto stopping = std::async(std::launch::async, [&prober] { (*prober)->join(); });
  const bool stopped = stopping.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
  EXPECT_TRUE(stopped);
  if (!stopped) silent.close();
}

}  // namespace
}  // namespace souk
