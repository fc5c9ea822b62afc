#include "domain/fidelity.hpp"

#include <algorithm>
#include <cmath>

#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

constexpr double kNearZero = 50;  // percent: shares below are judged as if they were this

std::optional<double> in_percent(std::optional<double> share) {
  if (!share) return std::nullopt;
  return *share * 100;
}

std::optional<double> of_capacity(std::optional<double> per_s, const DrillResult& run) {
  const std::optional<double> capacity = run.measurements.apply_capacity_per_s;
  if (!per_s || !capacity || *capacity <= 0) return std::nullopt;
  return *per_s / *capacity * 100;
}

FidelityFigure judge_figure(FidelityFigure figure, double smallest) {
  if (!figure.live && !figure.simulated) {
    figure.verdict = Verdict::yes;
  } else if (figure.live && figure.simulated) {
    const double reference = std::max(std::abs(*figure.live), smallest);
    figure.error = reference > 0 ? std::abs(*figure.simulated - *figure.live) / reference : 0;
    figure.verdict = verdict_of(*figure.error <= figure.bound);
  }
  return figure;
}

struct Phase {
  const DrillResult& run;
  Timeline timeline;
  TimeSpan span;
  CoreFigures core;

  Phase(const DrillResult& its_run, TimeSpan its_span)
      : run(its_run), timeline(its_run), span(its_span), core(timeline.core(its_span)) {}
  std::optional<double> overall(Metric metric) const { return timeline.overall(metric, span); }
  // A few stragglers have no percentile worth comparing.
  bool has_latencies() const { return core.ok >= 200 && core.goodput_ratio.value_or(0) >= 0.5; }
};

void compare_phase(const std::string& name, const Phase& live, const Phase& simulated, const FidelityBounds& bounds,
                   std::vector<FidelityFigure>& figures) {
  const auto add = [&](const char* what, const char* unit, std::optional<double> a, std::optional<double> b,
                       double bound, double smallest) {
    figures.push_back(judge_figure({name, what, unit, a, b, std::nullopt, bound, Verdict::unknown}, smallest));
  };
  add("goodput", "% of planned", in_percent(live.core.goodput_ratio), in_percent(simulated.core.goodput_ratio),
      bounds.rate, kNearZero);
  if (live.has_latencies() && simulated.has_latencies()) {
    add("p50", "ms", live.core.p50_ms, simulated.core.p50_ms, bounds.latency, 0);
    add("p99", "ms", live.core.p99_ms, simulated.core.p99_ms, bounds.latency, 0);
  }
  add("backlog slope", "% of capacity", of_capacity(live.overall(Metric::backlog_slope_per_s), live.run),
      of_capacity(simulated.overall(Metric::backlog_slope_per_s), simulated.run), bounds.rate, kNearZero);
  add("drain rate", "% of capacity", of_capacity(live.overall(Metric::applied_per_s), live.run),
      of_capacity(simulated.overall(Metric::applied_per_s), simulated.run), bounds.rate, kNearZero);
}

}  // namespace

std::optional<double> tipping_workers(const DrillResult& result) {
  const Timeline timeline(result);
  const TimeSpan all{Nanos{0}, result.length};
  const std::vector<TimedValue> goodput = timeline.values(Metric::core_goodput_ratio, all);
  const std::vector<TimedValue> workers = timeline.values(Metric::workers, all);
  std::optional<std::pair<double, double>> above;  // workers, ratio
  for (const TimedValue& ratio : goodput) {
    // Live, a window of the load starts a moment after that of the samples.
    const auto size = std::find_if(workers.begin(), workers.end(), [&ratio, &timeline](const TimedValue& value) {
      return std::chrono::abs(value.at - ratio.at) < timeline.resolution() / 2;
    });
    if (size == workers.end() || size->value < 1) continue;
    if (ratio.value > 0.5) {
      above = {size->value, ratio.value};
      continue;
    }
    if (!above || size->value <= above->first) return size->value;
    const double part = (above->second - 0.5) / (above->second - ratio.value);
    return std::exp(std::log(above->first) + part * (std::log(size->value) - std::log(above->first)));
  }
  return std::nullopt;
}

std::vector<FidelityFigure> compare_worlds(const DrillResult& live, const DrillResult& simulated,
                                           const FidelityBounds& bounds) {
  std::vector<FidelityFigure> figures;
  const auto add_run = [&](const char* what, const char* unit, std::optional<double> a, std::optional<double> b) {
    figures.push_back(judge_figure({"", what, unit, a, b, std::nullopt, bounds.rate, Verdict::unknown}, 0));
  };
  add_run("apply capacity", "events/s", live.measurements.apply_capacity_per_s,
          simulated.measurements.apply_capacity_per_s);
  add_run("core capacity", "ops/s", live.measurements.core_capacity_per_s, simulated.measurements.core_capacity_per_s);
  add_run("tipping workers", "workers", tipping_workers(live), tipping_workers(simulated));
  for (const PhaseRecord& phase : live.phases) {
    const auto other = Timeline(simulated).phase(phase.name);
    if (!other) continue;
    compare_phase(phase.name, Phase(live, {phase.start, phase.end}), Phase(simulated, *other), bounds, figures);
  }
  return figures;
}

}  // namespace souk::domain
