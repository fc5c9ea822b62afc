#include "metrics/phase_probe.hpp"

#include <prometheus/metric_family.h>

#include <limits>
#include <string>
#include <utility>

namespace souk::metrics {
namespace {

prometheus::ClientMetric metric_of(domain::RequestPhase phase, domain::Owner owner,
                                   const domain::PhaseHistogram& histogram) {
  prometheus::ClientMetric metric;
  metric.label = {{"phase", std::string(to_string(phase))}, {"owner", std::string(to_string(owner))}};
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < domain::kPhaseBuckets; ++i) {
    below += histogram.counts[i];
    const bool last = i == domain::kPhaseBounds.size();
    const double bound =
        last ? std::numeric_limits<double>::infinity() : static_cast<double>(domain::kPhaseBounds[i]) / 1e9;
    metric.histogram.bucket.push_back({.cumulative_count = below, .upper_bound = bound});
  }
  metric.histogram.sample_count = below;
  metric.histogram.sample_sum = static_cast<double>(histogram.sum_ns) / 1e9;
  return metric;
}

}  // namespace

std::vector<prometheus::MetricFamily> PhaseProbe::Collect() const {
  prometheus::MetricFamily family{"souk_request_phase_seconds",
                                  "Time of requests and of the workers' transactions, by phase and by owner: in line "
                                  "for the pool and for the writer, at work in the store, and so on.",
                                  prometheus::MetricType::Histogram,
                                  {}};
  for (std::size_t i = 0; i < domain::kRequestPhaseCount; ++i) {
    for (std::size_t j = 0; j < domain::kOwnerCount; ++j) {
      const auto phase = static_cast<domain::RequestPhase>(i);
      const auto owner = static_cast<domain::Owner>(j);
      const domain::PhaseHistogram histogram = histograms_.histogram(phase, owner);
      if (histogram.count() > 0) family.metric.push_back(metric_of(phase, owner, histogram));
    }
  }
  if (family.metric.empty()) return {};
  return {std::move(family)};
}

}  // namespace souk::metrics
