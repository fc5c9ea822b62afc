// How fast the simulator is: the same code as in a world, on the smallest world there is.
//   BM_Mm1Coroutines  Poisson arrivals at one server: a coroutine a job, the real broker, the Clock port
//   BM_Sleepers       coroutines that only sleep: what an entry costs
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>

#include "domain/random.hpp"
#include "sim/clock.hpp"
#include "sim/context.hpp"
#include "sim/turns.hpp"

namespace souk::sim {
namespace {

void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

struct Mm1 {
  Context context;
  Clock clock{context};
  Turns server{context, {.capacity = 1, .max_waiting = 1'000'000}};
  domain::Random services{1, "services"};
  domain::Random gaps{1, "arrivals"};

  Task<void> serve() {
    Turns::Visit turn(server, domain::Owner::core, kNever);
    co_await turn.decided();
    co_await clock.sleep_for(from_s(services.exponential(0.001)));
  }
  Task<void> arrive(int count) {
    for (int i = 0; i < count; ++i) {
      co_await clock.sleep_for(from_s(gaps.exponential(0.001 / 0.8)));
      spawn(context, serve());
    }
  }
};

void BM_Mm1Coroutines(benchmark::State& state) {
  constexpr int kJobs = 100'000;
  std::uint64_t entries = 0;
  for ([[maybe_unused]] auto _ : state) {
    Mm1 world;
    boost::asio::co_spawn(world.context.executor(), world.arrive(kJobs), rethrow);
    entries += world.context.run();
  }
  state.counters["events"] = benchmark::Counter(static_cast<double>(entries), benchmark::Counter::kIsRate);
  state.counters["jobs"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kJobs, benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Mm1Coroutines)->Unit(benchmark::kMillisecond);

Task<void> sleep_often(Clock& clock, Nanos gap, int times) {
  for (int i = 0; i < times; ++i) co_await clock.sleep_for(gap);
}

void BM_Sleepers(benchmark::State& state) {
  std::uint64_t entries = 0;
  for ([[maybe_unused]] auto _ : state) {
    Context context;
    Clock clock(context);
    for (int i = 0; i < state.range(0); ++i) {
      boost::asio::co_spawn(context.executor(), sleep_often(clock, Nanos{1'000 + i}, 100'000 / int(state.range(0))),
                            rethrow);
    }
    entries += context.run();
  }
  state.counters["events"] = benchmark::Counter(static_cast<double>(entries), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Sleepers)->Arg(1)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace souk::sim

BENCHMARK_MAIN();
