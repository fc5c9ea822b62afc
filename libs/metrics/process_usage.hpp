// What this process uses of the machine, as the kernel counts it.
#pragma once

#include <cstdint>

namespace souk::metrics {

struct ProcessUsage {
  std::uint64_t resident_bytes = 0;
  double cpu_seconds = 0;  // user and system time of all threads since the start
};

// Zeros where the kernel does not say.
ProcessUsage process_usage();

}  // namespace souk::metrics
