// How fast the simulator's state is: nanoseconds for one business transaction in memory, prepared and committed, on the
// default catalogue of 4,500 apps with full windows. Time that is modelled costs extra; this is the floor.
#include <benchmark/benchmark.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/random.hpp"
#include "sim/memory_database.hpp"

namespace souk::sim {
namespace {

constexpr std::uint64_t kInstances = 20'000;

std::shared_ptr<const CatalogueIndex> catalogue() {
  static const auto index = std::make_shared<const CatalogueIndex>(domain::generate_catalogue({}).value());
  return index;
}

std::string app_key(domain::Random& random) {
  const double skewed = random.uniform() * random.uniform();
  return catalogue()->app(static_cast<std::uint32_t>(skewed * catalogue()->app_count())).key;
}

// Events of phone-home agents, the popular apps more often.
std::vector<domain::PositionedEvent> events(std::uint64_t first, std::size_t count) {
  std::vector<domain::PositionedEvent> made;
  made.reserve(count);
  for (std::uint64_t position = first; position < first + count; ++position) {
    domain::Random random(position);
    domain::PositionedEvent& event = made.emplace_back();
    const std::string instance = domain::instance_name(random.below(kInstances));
    event.position = position;
    event.event = {.source = "/instances/" + instance,
                   .id = "9f8b2c4e-" + std::to_string(position),
                   .type = random.chance(0.9) ? domain::EventType::heartbeat : domain::EventType::downloaded,
                   .app_key = app_key(random),
                   .instance_id = instance,
                   .occurred_at = 1'583'366'400'000 + static_cast<UnixMs>(position)};
  }
  return made;
}

// With the windows full, as they are in most of a long run.
struct Bed {
  MemoryDatabase database{catalogue(), 1'583'366'400'000};
  std::uint64_t position = 0;

  void fill(std::size_t count) {
    for (constexpr std::size_t kPiece = 10'000; position < count;) apply(events(position, kPiece));
  }
  void apply(const std::vector<domain::PositionedEvent>& batch) {
    database.commit(database.apply(batch, {}, position));
    position += batch.size();
  }
};

// Argument: events a transaction. `each`: seconds for an event; making events is left out.
void apply(benchmark::State& state) {
  Bed bed;
  bed.fill(1'100'000);
  constexpr std::size_t kMade = 2'000;  // few enough to be in the cache, as just decoded ones are
  const auto batch = static_cast<std::size_t>(state.range(0));
  std::vector<domain::PositionedEvent> made;
  std::size_t next = 0;
  std::uint64_t applied = 0;
  for ([[maybe_unused]] auto _ : state) {
    if (next + batch > made.size()) {
      state.PauseTiming();
      made = events(bed.position, kMade);
      next = 0;
      state.ResumeTiming();
    }
    const std::span<const domain::PositionedEvent> taken(made.data() + next, batch);
    applied += bed.database.commit(bed.database.apply(taken, {}, bed.position)).applied;
    next += batch;
    bed.position += batch;
  }
  state.counters["each"] =
      benchmark::Counter(static_cast<double>(applied), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void record(benchmark::State& state) {
  Bed bed;
  domain::Random random(1);
  std::uint64_t number = 0;
  for ([[maybe_unused]] auto _ : state) {
    const double draw = random.uniform();
    const domain::CommandKind kind = draw < 0.6   ? domain::CommandKind::install
                                     : draw < 0.8 ? domain::CommandKind::uninstall
                                                  : domain::CommandKind::renew;
    const domain::Command command{.kind = kind,
                                  .instance_id = domain::instance_name(random.below(kInstances)),
                                  .app_key = app_key(random),
                                  .version = {}};
    const domain::IdempotencyKey key{.key = "key-" + std::to_string(++number), .fingerprint = number};
    benchmark::DoNotOptimize(bed.database.commit(bed.database.record(command, key, 1).value()));
    if (number % 128 == 0) {
      const auto entries = bed.database.outbox_peek(1'000);
      if (!entries.empty()) bed.database.commit(bed.database.outbox_remove(entries.back().sequence));
    }
  }
}

void read(benchmark::State& state) {
  Bed bed;
  bed.fill(100'000);
  domain::Random random(1);
  for ([[maybe_unused]] auto _ : state) {
    switch (state.range(0)) {
      case 0:
        benchmark::DoNotOptimize(bed.database.app_page(app_key(random)));
        break;
      case 1:
        benchmark::DoNotOptimize(bed.database.list_apps({.text = {}, .category = catalogue()->app(7).category}));
        break;
      case 2: {
        const std::string key = app_key(random);
        benchmark::DoNotOptimize(bed.database.list_apps(
            {.text = key.substr(key.rfind('.') + 1), .category = {}, .order = ports::AppOrder::relevance}));
        break;
      }
      default:
        benchmark::DoNotOptimize(bed.database.offer("i-000042", app_key(random)));
    }
  }
}

// What a first run pays; later ones share it.
void index_catalogue(benchmark::State& state) {
  const domain::Catalogue made = domain::generate_catalogue({}).value();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(std::make_shared<const CatalogueIndex>(made));
}

void make_database(benchmark::State& state) {
  const auto index = catalogue();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(std::make_unique<MemoryDatabase>(index, 0));
}

BENCHMARK(index_catalogue)->Unit(benchmark::kMillisecond);
BENCHMARK(make_database)->Unit(benchmark::kMillisecond);
BENCHMARK(record)->Unit(benchmark::kNanosecond);
BENCHMARK(apply)->Arg(1)->Arg(50)->Arg(500)->Unit(benchmark::kNanosecond);
BENCHMARK(read)->Name("app_page")->Arg(0);
BENCHMARK(read)->Name("list_apps of a category")->Arg(1);
BENCHMARK(read)->Name("list_apps by a text")->Arg(2);
BENCHMARK(read)->Name("offer")->Arg(3);

}  // namespace
}  // namespace souk::sim

BENCHMARK_MAIN();
