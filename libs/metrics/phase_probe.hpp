// souk_request_phase_seconds{phase,owner}: how long the phases of requests and of the workers' transactions took.
// Recording is a handful of atomic additions; the families are made at a scrape.
#pragma once

#include <prometheus/collectable.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "domain/phase_histograms.hpp"
#include "ports/phase_sink.hpp"

namespace souk::metrics {

class PhaseProbe final : public ports::PhaseSink, public prometheus::Collectable {
 public:
  void record(domain::Owner owner, const domain::PhaseTimes& times) override { histograms_.record(owner, times); }
  domain::PhaseTotals totals() const { return histograms_.totals(); }

  // Only the pairs of phase and owner that something was recorded for.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  domain::PhaseHistograms<std::atomic<std::uint64_t>> histograms_;
};

}  // namespace souk::metrics
