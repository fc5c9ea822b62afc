#include "services/calibration/wake_ups.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "domain/arrival_process.hpp"
#include "runtime/run_to_end.hpp"
#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"
#include "storage/connection_pool.hpp"

namespace souk::calibration {
namespace {

constexpr double kAsksPerS = 700;
constexpr int kCallsInARow = 2;  // as an install: the way there is shorter for the second, whose core is hardly asleep
constexpr std::size_t kWarmUp = 16;
constexpr std::size_t kLeast = 64;

// A moment on the connection's thread.
struct There {
  Nanos wall{0};
  Nanos cpu{0};
};

class PingPong {
 public:
  PingPong(storage::ConnectionPool& pool, ports::Clock& clock) : pool_(pool), clock_(clock) {}

  Task<Result<void>> run(Nanos duration) {
    domain::ArrivalProcess calls(domain::Random(2, "calibration"), {domain::ArrivalKind::poisson, kAsksPerS, Nanos{0}},
                                 clock_.now());
    const Instant end = clock_.now() + duration;
    for (; calls.next() < end; calls.advance()) {
      co_await sleep_until(calls.next());
      for (int i = 0; i < kCallsInARow; ++i) {
        const Result<void> called = co_await call();
        if (!called) co_return called;
      }
    }
    co_return Result<void>();
  }

  // A thread that is woken computes a little, goes on, and computes a little before it sleeps again. All of it is in
  // the costs of CPU already, so it is taken off here, half on each way: there and back again add up to what they took.
  Result<WakeUps> result() const {
    if (there_.size() < kWarmUp + kLeast || late_.size() < kLeast) {
      return fail(Errc::unavailable, "too few calls in the time: calibrate for longer");
    }
    const Nanos half = (median(cpu_here_) + median(cpu_there_)) / 2;
    std::vector<Nanos> hops = without(there_, half);
    for (const Nanos back : without(back_, half)) hops.push_back(back);
    return WakeUps{.hop = sim::ServiceTime::of_samples(std::move(hops)), .timer = sim::ServiceTime::of_samples(late_)};
  }

 private:
  // Notes how late the thread came, if it slept at all.
  Task<void> sleep_until(Instant due) {
    if (due <= clock_.now()) co_return;
    const Nanos cpu = Stopwatch::thread_cpu();
    (void)co_await clock_.sleep_until(due);
    const Nanos late = clock_.now() - due;
    late_.push_back(std::max(Nanos{0}, late - (Stopwatch::thread_cpu() - cpu)));
  }

  Task<Result<void>> call() {
    const ports::RequestContext context{.owner = domain::Owner::core};
    const Nanos cpu = Stopwatch::thread_cpu();
    const Nanos asked = Stopwatch::wall();
    const Result<There> there = co_await pool_.call<There>(context, [](storage::Connection&) -> Result<There> {
      return There{.wall = Stopwatch::wall(), .cpu = Stopwatch::thread_cpu()};
    });
    const Nanos answered = Stopwatch::wall();
    if (!there) co_return there.error();
    if (++calls_ > kWarmUp) {
      there_.push_back(there->wall - asked);
      back_.push_back(answered - there->wall);
      cpu_here_.push_back(Stopwatch::thread_cpu() - cpu);
      cpu_there_.push_back(there->cpu - last_cpu_there_);
    }
    last_cpu_there_ = there->cpu;
    co_return Result<void>();
  }

  storage::ConnectionPool& pool_;
  ports::Clock& clock_;
  std::size_t calls_ = 0;
  Nanos last_cpu_there_{0};
  std::vector<Nanos> there_, back_, cpu_here_, cpu_there_, late_;
};

}  // namespace

Result<WakeUps> measure_wake_ups(const std::filesystem::path& database, ports::Clock& clock, Nanos duration) {
  // One connection: its thread is always the one that is asked.
  const auto pool = storage::ConnectionPool::open({.connections = 1, .connection = {.path = database}}, clock);
  if (!pool) return pool.error();
  PingPong ping_pong(**pool, clock);
  const Result<void> ran = runtime::run_to_end(ping_pong.run(duration));
  if (!ran) return ran.error();
  return ping_pong.result();
}

}  // namespace souk::calibration
