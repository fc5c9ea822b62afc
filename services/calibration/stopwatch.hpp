// What a piece of work cost the thread that did it: time on a core, time in line for one, and the rest of the wall
// time, in which it waited for a device or for somebody.
#pragma once

#include <algorithm>

#include "domain/time.hpp"

namespace souk::calibration {

struct Spent {
  Nanos wall{0};
  Nanos cpu{0};     // on a core, in the kernel too
  Nanos queued{0};  // runnable, but others had the cores; 0 where the kernel does not tell (no schedstat)
  // Waiting for something other than a core. Never negative: the three clocks are read one after the other.
  Nanos blocked() const { return std::max(Nanos{0}, wall - cpu - queued); }
};

// For the thread that made it.
class Stopwatch {
 public:
  Stopwatch();
  ~Stopwatch();
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  void start();
  Spent stop() const;

  // CPU time of the calling thread, and of the process with all its threads, so far.
  static Nanos thread_cpu();
  static Nanos process_cpu();
  static Nanos wall();

 private:
  Nanos queued() const;

  int schedstat_;  // -1: there is none
  Spent started_;
};

}  // namespace souk::calibration
