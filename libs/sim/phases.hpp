// Where simulated requests and workers spend their virtual time: the same phases as live, from the same places.
#pragma once

#include "domain/phase_histograms.hpp"
#include "ports/phase_sink.hpp"

namespace souk::sim {

class Phases final : public ports::PhaseSink {
 public:
  void record(domain::Owner owner, const domain::PhaseTimes& times) override { histograms_.record(owner, times); }
  domain::PhaseTotals totals() const { return histograms_.totals(); }
  domain::PhaseHistogram histogram(domain::RequestPhase phase, domain::Owner owner) const {
    return histograms_.histogram(phase, owner);
  }

 private:
  domain::PhaseHistograms<std::uint64_t> histograms_;
};

}  // namespace souk::sim
