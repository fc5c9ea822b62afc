#include "services/lab/watch.hpp"

#include <algorithm>

#include "runtime/live_clock.hpp"
#include "services/lab/parallel.hpp"

namespace souk::lab {

void run_watched(std::size_t count, std::size_t probes, unsigned threads, const Watch& watch,
                 const std::function<void(std::size_t)>& play) {
  const runtime::LiveClock clock;
  const Instant begin = clock.now();
  std::size_t first = 0;
  const auto play_next = [&first, &play](std::size_t index) { play(first + index); };
  Parallel how{threads, watch.stop, {}};
  how.report = [&](std::size_t done_here) {
    const std::size_t done = first + done_here;
    const double per_run = to_s(clock.now() - begin) / static_cast<double>(std::max<std::size_t>(1, done));
    if (watch.report) watch.report(done, count, per_run * static_cast<double>(count - done));
  };
  const auto rounds = [threads](std::size_t runs) { return static_cast<double>((runs + threads - 1) / threads); };
  probes = std::min(probes, count);
  run_parallel(probes, how, play_next);
  const double per_run = to_s(clock.now() - begin) / rounds(probes);
  first = probes;
  const std::size_t rest = count - probes;
  if (rest == 0 || watch.stop()) return;
  if (watch.go_on(per_run, per_run * rounds(rest))) run_parallel(rest, how, play_next);
}

}  // namespace souk::lab
