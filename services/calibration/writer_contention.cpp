#include "services/calibration/writer_contention.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"
#include "services/calibration/stopwatch.hpp"
#include "services/calibration/thread_crew.hpp"
#include "storage/writer_queue.hpp"

namespace souk::calibration {
namespace {

constexpr std::size_t kThreads = 8;
constexpr std::size_t kWarmUp = 2 * kThreads;  // turns
constexpr std::size_t kLeast = 128;
constexpr Nanos kLook = std::chrono::milliseconds(10);
constexpr std::uint64_t kTurnsToSettle = 2;  // of each worker: it prepares its statements with its first event

class Handovers {
 public:
  Handovers(int file, ports::Clock& clock) : file_(file), queue_({}, clock) {}

  void take_turns(Nanos until) {
    for (;;) {
      const auto turn = queue_.take(domain::Owner::analytics, kNever);
      const Nanos began = Stopwatch::wall();
      if ((began >= until && samples_.size() >= kLeast) || error_ != 0) return;
      // The turn itself protects these two: whoever has it is alone.
      if (released_ > Nanos{0}) samples_.push_back(began - released_);
      if (::pwrite(file_, "souk", 4, 0) != 4 || ::fdatasync(file_) != 0) error_ = errno;
      released_ = Stopwatch::wall();
    }
  }
  std::vector<Nanos> samples() const { return {samples_.begin() + kWarmUp, samples_.end()}; }
  int error() const { return error_; }

 private:
  const int file_;
  storage::WriterQueue queue_;
  Nanos released_{0};
  std::vector<Nanos> samples_;
  int error_ = 0;
};

// One worker of measure_apply_rate().
Task<Result<void>> apply_until(ports::AnalyticsStore& store, Traffic& traffic, const std::atomic<bool>& stop,
                               std::atomic<std::uint64_t>& applied) {
  while (!stop) {
    const auto events = traffic.events(1);
    const auto outcome = co_await store.apply(events, {}, domain::Strategy::per_event, traffic.watermark());
    if (!outcome) co_return outcome.error();
    ++applied;
  }
  co_return Result<void>();
}

}  // namespace

Result<std::vector<Nanos>> measure_handovers(const std::filesystem::path& folder, ports::Clock& clock, Nanos duration) {
  const std::filesystem::path path = folder / "handover";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return fail(Errc::io, "cannot make '" + path.string() + "': " + std::strerror(errno));
  Handovers handovers(file, clock);
  const Nanos until = Stopwatch::wall() + duration;
  ThreadCrew(kThreads, [&](std::size_t) { handovers.take_turns(until); }).join();
  ::close(file);
  if (handovers.error() != 0) {
    return fail(Errc::io, "cannot write '" + path.string() + "': " + std::strerror(handovers.error()));
  }
  return handovers.samples();
}

Result<ApplyRate> measure_apply_rate(storage::SqliteDatabase& database, Traffic& traffic, std::size_t workers,
                                     Nanos duration) {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> applied{0};
  std::atomic<std::size_t> ended{0};
  std::mutex mutex;
  Result<void> outcome;
  ThreadCrew crew(workers, [&](std::size_t) {
    auto store = database.analytics_factory().open();
    const Result<void> done =
        store ? runtime::run_to_end(apply_until(**store, traffic, stop, applied)) : Result<void>(store.error());
    ++ended;
    const std::scoped_lock lock(mutex);
    if (outcome) outcome = done;
  });
  runtime::LiveClock clock;
  // First come, first served: all have had as many turns. One that has ended already has failed.
  while (applied < kTurnsToSettle * workers && ended == 0) (void)runtime::run_to_end(clock.sleep_for(kLook));
  const std::uint64_t before = applied;
  const Nanos cpu_before = Stopwatch::process_cpu();
  const Nanos began = Stopwatch::wall();
  (void)runtime::run_to_end(clock.sleep_for(duration));
  const std::uint64_t done = std::max<std::uint64_t>(1, applied - before);
  const Nanos cpu = Stopwatch::process_cpu() - cpu_before;
  const Nanos took = Stopwatch::wall() - began;
  stop = true;
  crew.join();
  if (!outcome) return outcome.error();
  return ApplyRate{.workers = workers,
                   .events_per_s = static_cast<double>(done) / to_s(took),
                   .cpu_per_event = cpu / static_cast<std::int64_t>(done)};
}

}  // namespace souk::calibration
