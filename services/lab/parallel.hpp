// Many independent pieces of work on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace souk::lab {

struct Parallel {
  unsigned threads = 1;                               // at least one
  std::function<bool()> stop = [] { return false; };  // asked before each piece, on any thread
  std::function<void(std::size_t done)> report = {};  // called twice a second on the caller's thread, if there
};

// Calls work(0) to work(count - 1), each once, in order of their beginnings, and returns how many were begun: all of
// them unless `stop` said so. Rethrows the first exception of a piece, of `stop` or of `report`, once the pieces under
// way have ended; none is begun after it.
std::size_t run_parallel(std::size_t count, const Parallel& how, const std::function<void(std::size_t)>& work);

// As many as the machine has, at least one.
unsigned all_cores();

}  // namespace souk::lab
