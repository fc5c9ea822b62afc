// The health of one component, worked out from what its probes saw in a sliding window.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "domain/component.hpp"

namespace souk::domain {

struct ProbeResult {
  Instant at;  // when the probe was to begin
  bool ok = false;
  Nanos latency{0};  // of an ok one, from `at`
};

// What a window holds.
struct ProbeSummary {
  std::uint32_t probes = 0;
  std::uint32_t failed = 0;
  std::uint32_t slow = 0;    // ok, but later than the SLO allows
  std::optional<Nanos> p50;  // latencies of ok ones; none without any
  std::optional<Nanos> max;
};

// Fewer probes than this in the window say nothing.
inline constexpr std::uint32_t kLeastProbes = 3;
// With less than this answered at all, most users find the component gone.
inline constexpr double kMajorBelow = 0.5;

// unknown with too few probes; operational while the share of good and timely answers keeps the SLO; degraded while
// answers would keep it but come too late; partial_outage while at least half of the probes are answered; major_outage
// below.
ComponentState judge(const ProbeSummary& summary, const Slo& slo);

// The results of the last while. Bounded: of more than kMost results the oldest go, be they in the window or not.
class ProbeWindow {
 public:
  static constexpr std::size_t kMost = 4'096;

  void record(const ProbeResult& result);
  // Of the probes that began within `window` before `now`; older ones are forgotten.
  ProbeSummary summary(Instant now, Nanos window, const Slo& slo);

 private:
  std::deque<ProbeResult> results_;
};

}  // namespace souk::domain
