// The event journal: durable appends with group commit, reading back, opening. Files go to SOUK_BENCH_FOLDER, or to the
// system's temporary folder.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "event_log/journal.hpp"
#include "event_log/test_clock.hpp"

namespace souk::event_log {
namespace {

constexpr std::size_t kEventBytes = 250;
constexpr std::int64_t kBatch = 100;

class BenchFolder {
 public:
  BenchFolder() {
    const char* wanted = ::getenv("SOUK_BENCH_FOLDER");
    const std::filesystem::path base = wanted != nullptr ? wanted : std::filesystem::temp_directory_path();
    std::string name = (base / "souk-journal-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  ~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Task<void> append_batches(Journal& journal, std::int64_t batches) {
  for (std::int64_t i = 0; i < batches; ++i) {
    std::vector<std::string> events(kBatch, std::string(kEventBytes, 'e'));
    const Result<ports::AppendReceipt> receipt = co_await journal.append(std::move(events));
    if (receipt.has_error()) throw std::runtime_error(receipt.error().detail);
  }
}

struct Rethrow {
  void operator()(const std::exception_ptr& error) const {
    if (error) std::rethrow_exception(error);
  }
};

void append_all(Journal& journal, std::int64_t appenders, std::int64_t batches_each) {
  asio::io_context context;
  for (std::int64_t i = 0; i < appenders; ++i) {
    asio::co_spawn(context, append_batches(journal, batches_each), Rethrow{});
  }
  context.run();
}

Task<void> read_all(Journal& journal, std::size_t max, std::uint64_t* records) {
  while (true) {
    const Result<std::vector<ports::LogRecord>> some = co_await journal.read(*records, max);
    if (some.has_error()) throw std::runtime_error(some.error().detail);
    if (some->empty()) co_return;
    *records += some->size();
  }
}

// `appenders` coroutines on one thread, each waiting for its batch of 100 to be durable before it sends the next.
void BM_AppendDurable(benchmark::State& state) {
  constexpr std::int64_t kBatchesPerRound = 1'024;
  const BenchFolder folder;
  TestClock clock;
  const auto journal = Journal::open({.folder = folder.path(), .clock = clock});
  while (state.KeepRunning()) append_all(**journal, state.range(0), kBatchesPerRound / state.range(0));
  state.SetItemsProcessed(state.iterations() * kBatchesPerRound * kBatch);
  state.SetBytesProcessed(state.items_processed() * static_cast<std::int64_t>(kEventBytes));
  state.counters["events_per_sync"] =
      static_cast<double>((*journal)->stats().next_position) / static_cast<double>((*journal)->stats().syncs);
}
BENCHMARK(BM_AppendDurable)->ArgName("appenders")->Arg(1)->Arg(8)->Arg(64)->Arg(256)->UseRealTime();

void BM_Read(benchmark::State& state) {
  const BenchFolder folder;
  TestClock clock;
  const auto journal = Journal::open({.folder = folder.path(), .clock = clock});
  append_all(**journal, 64, 50);
  std::uint64_t records = 0;
  while (state.KeepRunning()) {
    asio::io_context context;
    std::uint64_t read = 0;
    asio::co_spawn(context, read_all(**journal, static_cast<std::size_t>(state.range(0)), &read), Rethrow{});
    context.run();
    records += read;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
}
BENCHMARK(BM_Read)->ArgName("max")->Arg(100)->Arg(1'000)->UseRealTime();

// Opening a folder of full segments, the last one nearly full too.
void BM_Open(benchmark::State& state) {
  const BenchFolder folder;
  TestClock clock;
  const JournalOptions options{.folder = folder.path(), .clock = clock};
  append_all(**Journal::open(options), 64, 190);
  while (state.KeepRunning()) {
    const auto journal = Journal::open(options);
    if (journal.has_error()) throw std::runtime_error(journal.error().detail);
  }
  state.counters["megabytes"] = static_cast<double>((*Journal::open(options))->stats().bytes) / 1e6;
}
BENCHMARK(BM_Open)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace souk::event_log

BENCHMARK_MAIN();
