// The incident's way of applying analytics events (a transaction per event) beside the cure (a transaction per batch),
// on the same kind of data file: 4,500 apps, events of phone-home agents, each reporting 24 apps.
//
// Arguments of per_event are the number of workers, each a thread with its own connection; of batched the events per
// transaction. `events/s` is what was durably applied.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "domain/random.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"

namespace souk::storage {
namespace {

constexpr int kApps = 4'500;
constexpr int kVendors = 1'500;
constexpr int kInstances = 20'000;
constexpr int kEventsPerAgent = 24;

std::string app_key(std::int64_t n) { return "com.example.app-" + std::to_string(n); }

domain::Catalogue catalogue() {
  domain::Catalogue made;
  for (int v = 1; v <= kVendors; ++v) {
    made.vendors.push_back({.id = v, .name = "Vendor " + std::to_string(v), .top_vendor = v % 10 == 0});
  }
  const std::string text = "Plans, tables and charts for teams that like to see where their work stands at a glance. ";
  for (int a = 1; a <= kApps; ++a) {
    domain::App app;
    app.id = a;
    app.key = app_key(a);
    app.name = "App " + std::to_string(a);
    app.summary = text;
    for (int i = 0; i < 4; ++i) app.description += text;
    app.description += std::to_string(a);
    app.vendor_id = a % kVendors + 1;
    app.category = "Category " + std::to_string(a % 20);
    app.base_installs = 300;
    for (int v = 1; v <= 3; ++v) {
      app.versions.push_back({.name = std::to_string(v) + ".0", .released_at = v, .release_notes = text});
    }
    made.apps.push_back(std::move(app));
  }
  for (int i = 0; i < 10'000; ++i) {
    made.installations.push_back({.instance_id = "i-" + std::to_string(i / 5),
                                  .app_id = i % kApps + 1,
                                  .hosting = domain::Hosting::server,
                                  .version = "1.0",
                                  .licensed = i % 2 == 0});
  }
  return made;
}

// Hands out positions and makes their events: agents in random order, popular apps more often.
class Events {
 public:
  std::vector<domain::PositionedEvent> next(std::size_t count) {
    std::vector<domain::PositionedEvent> events;
    events.reserve(count);
    const std::uint64_t first = position_.fetch_add(count);
    for (std::uint64_t position = first; position < first + count; ++position) events.push_back(make(position));
    return events;
  }

 private:
  static domain::PositionedEvent make(std::uint64_t position) {
    domain::Random agent(position / kEventsPerAgent);
    const std::string instance = "i-" + std::to_string(agent.below(kInstances));
    domain::Random random(position);
    const double skewed = random.uniform() * random.uniform();
    domain::PositionedEvent event;
    event.position = position;
    event.event.source = "/instances/" + instance;
    event.event.id = "9f8b2c4e-" + std::to_string(position);
    event.event.type = random.chance(0.9) ? domain::EventType::heartbeat : domain::EventType::downloaded;
    event.event.app_key = app_key(1 + static_cast<std::int64_t>(skewed * kApps));
    event.event.instance_id = instance;
    event.event.occurred_at = 1'583'366'400'000 + static_cast<UnixMs>(position);
    return event;
  }
  std::atomic<std::uint64_t> position_{0};
};

struct Bed {
  TempFolder folder;
  TestClock clock;
  std::unique_ptr<SqliteDatabase> database =
      SqliteDatabase::open({.path = folder.file(), .writer_max_waiting = 4'096}, clock).value();
  Events events;
  Bed() { database->load_catalogue(catalogue()).value(); }
};

void batched(benchmark::State& state) {
  Bed bed;
  const auto store = bed.database->analytics_factory().open().value();
  std::uint64_t applied = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    const auto events = bed.events.next(static_cast<std::size_t>(state.range(0)));
    state.ResumeTiming();
    applied += run(store->apply(events, {}, domain::Strategy::batched, 0)).value().applied;
  }
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(applied), benchmark::Counter::kIsRate);
}

void work(Bed& bed, std::atomic<bool>& stop, std::atomic<std::uint64_t>& applied) {
  const auto store = bed.database->analytics_factory().open().value();
  while (!stop) {
    const auto events = bed.events.next(1);
    applied += run(store->apply(events, {}, domain::Strategy::per_event, 0)).value().applied;
  }
}

void per_event(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    Bed bed;
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> applied{0};
    std::vector<std::thread> workers;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      workers.emplace_back(work, std::ref(bed), std::ref(stop), std::ref(applied));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // until all have opened their connections
    const std::uint64_t before = applied;
    const auto start = std::chrono::steady_clock::now();
    state.ResumeTiming();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    const std::uint64_t done = applied - before;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    state.PauseTiming();
    stop = true;
    for (auto& worker : workers) worker.join();
    state.counters["events/s"] = static_cast<double>(done) / seconds;
    state.ResumeTiming();
  }
}

void load_catalogue(benchmark::State& state) {
  const domain::Catalogue made = catalogue();
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    TempFolder folder;
    TestClock clock;
    auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
    state.ResumeTiming();
    database->load_catalogue(made).value();
    state.PauseTiming();
    database.reset();
    state.ResumeTiming();
  }
}

void open_existing(benchmark::State& state) {
  Bed bed;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(SqliteDatabase::open({.path = bed.folder.file()}, bed.clock).value());
  }
}

BENCHMARK(batched)->Arg(100)->Arg(1'000)->Arg(5'000)->UseRealTime()->MinTime(2)->Unit(benchmark::kMillisecond);
BENCHMARK(per_event)->Arg(1)->Arg(8)->Arg(64)->Arg(512)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(load_catalogue)->UseRealTime()->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK(open_existing)->UseRealTime()->Iterations(20)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace souk::storage

int main(int argc, char** argv) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;  // two file descriptors per worker
  setrlimit(RLIMIT_NOFILE, &files);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
