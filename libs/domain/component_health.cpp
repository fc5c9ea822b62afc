#include "domain/component_health.hpp"

#include <algorithm>
#include <vector>

namespace souk::domain {

ComponentState judge(const ProbeSummary& summary, const Slo& slo) {
  if (summary.probes < kLeastProbes) return ComponentState::unknown;
  constexpr double kRounding = 1e-9;  // nine of ten keep 90%
  const auto probes = static_cast<double>(summary.probes);
  const double answered = static_cast<double>(summary.probes - summary.failed) / probes;
  const double good = static_cast<double>(summary.probes - summary.failed - summary.slow) / probes;
  if (good >= slo.goodput - kRounding) return ComponentState::operational;
  if (answered >= slo.goodput - kRounding) return ComponentState::degraded;
  return answered >= kMajorBelow ? ComponentState::partial_outage : ComponentState::major_outage;
}

void ProbeWindow::record(const ProbeResult& result) {
  if (results_.size() == kMost) results_.pop_front();
  results_.push_back(result);
}

ProbeSummary ProbeWindow::summary(Instant now, Nanos window, const Slo& slo) {
  // Nearly in order: a slow answer is filed behind faster ones that were asked later.
  std::erase_if(results_, [oldest = now - window](const ProbeResult& result) { return result.at <= oldest; });
  ProbeSummary summary;
  std::vector<Nanos> latencies;
  for (const ProbeResult& result : results_) {
    ++summary.probes;
    if (!result.ok) {
      ++summary.failed;
      continue;
    }
    if (result.latency > slo.latency) ++summary.slow;
    latencies.push_back(result.latency);
  }
  if (latencies.empty()) return summary;
  const auto middle = latencies.begin() + static_cast<std::ptrdiff_t>((latencies.size() - 1) / 2);
  std::nth_element(latencies.begin(), middle, latencies.end());
  summary.p50 = *middle;
  summary.max = *std::max_element(middle, latencies.end());
  return summary;
}

}  // namespace souk::domain
