#include "metrics/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace souk::metrics {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessUsage process_usage() {
  ProcessUsage usage;
  std::uint64_t total_pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream statm("/proc/self/statm");
  if (statm >> total_pages >> resident_pages) {
    usage.resident_bytes = resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  }
  // getrusage counts microseconds where /proc/self/stat counts clock ticks of 10 ms.
  rusage resources{};
  if (::getrusage(RUSAGE_SELF, &resources) == 0) {
    usage.cpu_seconds = seconds(resources.ru_utime) + seconds(resources.ru_stime);
  }
  return usage;
}

}  // namespace souk::metrics
