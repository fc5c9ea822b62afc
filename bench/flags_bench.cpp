// What asking for a flag costs. Budgets: 50 ns for a switch without a rule, allocating nothing; 2 us for one whose rule
// is `fractional`.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "flags/flag_store.hpp"
#include "targeting/definition.hpp"

namespace souk::flags {
namespace {

constexpr UnixMs kNow = 1'583'366'400'000;
constexpr const char* kFile = R"({"flags": {
  "core-bulkhead": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"},
  "analytics-ingest": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on",
    "targeting": {"fractional": [["off", 10], ["on", 90]]}},
  "yen-prices": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on",
    "targeting": {"if": [{"and": [{"==": [{"var": "country"}, "JP"]}, {"in": [{"var": "hosting"}, ["server"]]}]},
                         "off"]}}}})";

class FrozenClock final : public ports::Clock {
 public:
  Instant now() const override { return Instant(); }
  UnixMs unix_ms() const override { return kNow; }
  Task<bool> sleep_until(Instant) override { co_return true; }
};

const targeting::Definition& definition(const char* key) {
  static const targeting::ReadDefinitions read = targeting::read_definitions(kFile);
  if (!read.flags) throw std::runtime_error("the file of this benchmark has a mistake");
  return read.flags->flags.at(key);
}

void evaluate(benchmark::State& state, const char* key) {
  const targeting::Definition& flag = definition(key);
  const boost::json::object context{
      {"targetingKey", "/instances/i-000042"}, {"country", "JP"}, {"hosting", "server"}, {"userClass", "instance"}};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(targeting::evaluate(flag, context, kNow));
}
BENCHMARK_CAPTURE(evaluate, boolean, "core-bulkhead");
BENCHMARK_CAPTURE(evaluate, fractional, "analytics-ingest");
BENCHMARK_CAPTURE(evaluate, conditions, "yen-prices");

// As the service asks: through the store, with a context of texts.
void ask(benchmark::State& state, domain::Flag flag) {
  static FrozenClock clock;
  static const auto folder =
      std::filesystem::temp_directory_path() / ("souk-bench-flags-" + std::to_string(::getpid()));
  static const std::unique_ptr<FlagStore> store = [] {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "flags.json") << kFile;
    auto opened = FlagStore::open(folder, clock);
    std::filesystem::remove_all(folder);
    if (!opened) throw std::runtime_error(opened.error().detail);
    return std::move(*opened);
  }();
  const domain::FlagContext context{.targeting_key = "/instances/i-000042",
                                    .component = "ingest",
                                    .country = "JP",
                                    .hosting = "server",
                                    .user_class = "instance"};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(store->is_on(flag, context));
}
BENCHMARK_CAPTURE(ask, boolean, domain::Flag::core_bulkhead);
BENCHMARK_CAPTURE(ask, fractional, domain::Flag::analytics_ingest);
BENCHMARK_CAPTURE(ask, conditions, domain::Flag::yen_prices);

}  // namespace
}  // namespace souk::flags

BENCHMARK_MAIN();
