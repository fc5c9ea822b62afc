#include "services/calibration/stopwatch.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace souk::calibration {
namespace {

Nanos read_clock(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + Nanos{time.tv_nsec};
}

}  // namespace

// The file is bound to the thread that opens it.
Stopwatch::Stopwatch() : schedstat_(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {}

Stopwatch::~Stopwatch() {
  if (schedstat_ >= 0) ::close(schedstat_);
}

void Stopwatch::start() {
  started_.queued = queued();
  started_.wall = wall();
  started_.cpu = thread_cpu();
}

Spent Stopwatch::stop() const {
  Spent spent;
  spent.cpu = thread_cpu() - started_.cpu;
  spent.wall = wall() - started_.wall;
  spent.queued = queued() - started_.queued;
  return spent;
}

Nanos Stopwatch::thread_cpu() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }
Nanos Stopwatch::process_cpu() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
Nanos Stopwatch::wall() { return read_clock(CLOCK_MONOTONIC); }

// "<ns on a core> <ns in line for one> <slices>", see the kernel's Documentation/scheduler/sched-stats.rst.
Nanos Stopwatch::queued() const {
  char text[96];
  const ssize_t length = schedstat_ < 0 ? -1 : ::pread(schedstat_, text, sizeof text - 1, 0);
  if (length <= 0) return Nanos{0};
  text[length] = '\0';
  char* rest = nullptr;
  std::strtoll(text, &rest, 10);
  return Nanos{std::strtoll(rest, nullptr, 10)};
}

}  // namespace souk::calibration
