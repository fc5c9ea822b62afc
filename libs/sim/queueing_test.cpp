// The simulator against queueing theory: Poisson arrivals at c exponential servers behind the real broker.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "domain/random.hpp"
#include "sim/sim_test_support.hpp"
#include "sim/turns.hpp"

namespace souk::sim {
namespace {

// Mean wait in an M/M/c queue: C(c, a) / (c mu - lambda) with Erlang's C formula; a = lambda / mu, in servers.
// (Gross et al., "Fundamentals of Queueing Theory", 4th ed., section 2.3.)
double mean_wait_s(unsigned servers, double arrivals_per_s, double service_s) {
  const double offered = arrivals_per_s * service_s;
  double term = 1, sum = 1;
  for (unsigned k = 1; k < servers; ++k) sum += term *= offered / k;
  const double last = term * offered / servers;
  const double busy = last * servers / (servers - offered);
  const double all_busy = busy / (sum + busy);
  return all_busy / (servers / service_s - arrivals_per_s);
}

struct Station {
  TestWorld world;
  Turns turns;
  domain::Random random{7, "services"};
  double service_s;
  double waited_s = 0;
  std::uint64_t served = 0;

  Station(unsigned servers, double mean_service_s)
      : turns(world.context, {.capacity = servers, .max_waiting = 1'000'000, .max_wait = Nanos::max() / 4}),
        service_s(mean_service_s) {}

  Task<void> serve() {
    const Instant came = world.clock.now();
    Turns::Visit turn(turns, domain::Owner::core, kNever);
    co_await turn.decided();
    waited_s += to_s(world.clock.now() - came);
    co_await world.clock.sleep_for(from_s(random.exponential(service_s)));
    ++served;
  }
  Task<void> arrive(double per_s, std::uint64_t count) {
    domain::Random gaps(7, "arrivals");
    Instant next = world.clock.now();
    for (std::uint64_t i = 0; i < count; ++i) {
      next += from_s(gaps.exponential(1 / per_s));
      co_await world.clock.sleep_until(next);
      world.spawn(serve());
    }
  }
};

struct Case {
  unsigned servers;
  double load;  // of all servers together
};

class SimQueueing : public testing::TestWithParam<Case> {};

TEST_P(SimQueueing, TheMeanWaitIsTheOneOfTheory) {
  constexpr double kService_s = 0.01;
  constexpr std::uint64_t kArrivals = 1'000'000;
  const Case tested = GetParam();
  const double per_s = tested.load * tested.servers / kService_s;
  Station station(tested.servers, kService_s);
  station.world.spawn(station.arrive(per_s, kArrivals));
  station.world.context.run();
  ASSERT_EQ(station.served, kArrivals);
  const double wait = station.waited_s / static_cast<double>(kArrivals);
  const double expected = mean_wait_s(tested.servers, per_s, kService_s);
  EXPECT_NEAR(wait / expected, 1, 0.01) << "waited " << wait << " s, theory says " << expected << " s";
}

INSTANTIATE_TEST_SUITE_P(Loads, SimQueueing, testing::Values(Case{1, 0.5}, Case{1, 0.7}, Case{2, 0.6}, Case{8, 0.8}),
                         [](const auto& tested) {
                           return "Servers" + std::to_string(tested.param.servers) + "Load" +
                                  std::to_string(std::lround(tested.param.load * 100));
                         });

}  // namespace
}  // namespace souk::sim
