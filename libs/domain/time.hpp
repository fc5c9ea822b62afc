// Time in souk: integer nanoseconds on a monotonic axis for durations and deadlines, Unix milliseconds for dates.
// Nothing here reads a clock; the Clock port does.
#pragma once

#include <chrono>
#include <cstdint>

namespace souk {

using Nanos = std::chrono::nanoseconds;

// The monotonic axis. Live it is steady_clock's, simulated it starts at zero.
struct MonotonicAxis {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = Nanos;
  using time_point = std::chrono::time_point<MonotonicAxis>;
  static constexpr bool is_steady = true;
};
using Instant = MonotonicAxis::time_point;

inline constexpr Instant kNever = Instant::max();

// Milliseconds since 1970-01-01 UTC.
using UnixMs = std::int64_t;

inline constexpr std::int64_t kMsPerDay = 86'400'000;

// Days since 1970-01-01 UTC.
constexpr std::int64_t day_of(UnixMs at) { return at / kMsPerDay; }

constexpr double to_ms(Nanos d) { return static_cast<double>(d.count()) / 1e6; }
constexpr double to_s(Nanos d) { return static_cast<double>(d.count()) / 1e9; }
constexpr Nanos from_s(double s) { return Nanos{static_cast<std::int64_t>(s * 1e9)}; }

}  // namespace souk
