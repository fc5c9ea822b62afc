// What a request costs the generator in CPU time of its own thread (budget: 20 us), against a server on another
// thread, at a steady open-loop rate, and what the parts of it cost.
#include <benchmark/benchmark.h>

#include <chrono>
#include <string>
#include <vector>

#include "domain/arrival_process.hpp"
#include "domain/histogram.hpp"
#include "load/http_marketplace_client.hpp"
#include "load/load_test_server.hpp"
#include "load/open_loop.hpp"

namespace souk::load {
namespace {

void open_loop_request(benchmark::State& state) {
  LoadTestServer server;
  OpenLoopOptions options;
  options.url = server.url();
  options.rate_per_s = static_cast<double>(state.range(0));
  options.duration = std::chrono::seconds(2);
  while (state.KeepRunning()) {
    const auto result = run_open_loop(options);
    if (!result || result->accounting.ok != result->accounting.planned) {
      state.SkipWithError("the run lost requests");
      return;
    }
    state.counters["cpu_us_per_request"] = result->cpu_us_per_request;
    state.counters["ok_per_s"] = result->ok_per_s();
    state.counters["p50_ms"] = to_ms(result->latency.quantile(0.5));
    state.counters["p99_ms"] = to_ms(result->latency.quantile(0.99));
    state.counters["lateness_p99_ms"] = to_ms(result->lateness.histogram.quantile(0.99));
  }
}
BENCHMARK(open_loop_request)->Arg(1'000)->Arg(5'000)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void write_event_batch(benchmark::State& state) {
  std::vector<domain::AnalyticsEvent> events;
  events.reserve(100);
  for (int i = 0; i < 100; ++i) {
    events.push_back({"/instances/i-000042", "7e4-1-" + std::to_string(i), domain::EventType::heartbeat,
                      "com.example.tables", "i-000042", 1'583'366'400'000});
  }
  while (state.KeepRunning()) benchmark::DoNotOptimize(cloudevents_batch(events));
  state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(write_event_batch);

void record_latency(benchmark::State& state) {
  domain::Histogram histogram;
  domain::Random random(1);
  while (state.KeepRunning()) {
    histogram.record(Nanos{static_cast<std::int64_t>(random.exponential(20e6))});
  }
}
BENCHMARK(record_latency);

void next_arrival(benchmark::State& state) {
  domain::ArrivalProcess arrivals(domain::Random(1), {domain::ArrivalKind::poisson, 1'000, Nanos{0}}, Instant{});
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(arrivals.next());
    arrivals.advance();
  }
}
BENCHMARK(next_arrival);

}  // namespace
}  // namespace souk::load

BENCHMARK_MAIN();
