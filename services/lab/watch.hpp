// How the caller follows an experiment, and ends it.
#pragma once

#include <cstddef>
#include <functional>

namespace souk::lab {

struct Watch {
  // Asked all the while, on any thread: true ends it with what is there.
  std::function<bool()> stop = [] { return false; };
  // Asked once, after the first runs: how long is a run, and how long will the others take? False ends it there.
  std::function<bool(double per_run_s, double all_s)> go_on = [](double, double) { return true; };
  // Twice a second, on the caller's thread.
  std::function<void(std::size_t done, std::size_t of, double remaining_s)> report = {};
};

// Calls play(0) to play(count - 1) on `threads` threads; `probes` of them come first, to learn how long one takes. Ends
// between two of them when the watch says so.
void run_watched(std::size_t count, std::size_t probes, unsigned threads, const Watch& watch,
                 const std::function<void(std::size_t)>& play);

}  // namespace souk::lab
