// What the sampling library writes: counted stacks of program counters, in the binary format of gperftools' CPU
// profiles (the page "CPU Profile File Format" of its documentation), of this machine's word size and byte order.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::profiler {

struct SampledStack {
  std::uint64_t samples = 0;
  std::vector<std::uint64_t> addresses;  // innermost first; all but the first are where a call returns to
};

struct SampledStacks {
  Nanos period{0};  // of CPU time from sample to sample
  std::vector<SampledStack> stacks;
};

// Errors: corrupt.
Result<SampledStacks> parse_samples(std::string_view bytes);

}  // namespace souk::profiler
