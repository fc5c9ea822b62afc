#include "services/firedrill/matrix.hpp"

#include <algorithm>
#include <cmath>

#include "domain/drill_quantity.hpp"
#include "services/firedrill/fire_drill.hpp"
#include "services/firedrill/readings.hpp"

namespace souk::firedrill {
namespace {

using domain::DrillResult;
using domain::TimedValue;
using domain::TimeSpan;

// Shares of the readings of a stretch in which a component is bad.
constexpr double kWasWell = 0.25, kBecameBad = 0.5;
// Points of the core's goodput.
constexpr double kCoreSuffers = 0.1;

struct Stretches {
  TimeSpan before, flipped, back;
};

std::optional<Nanos> end_of(const DrillResult& result, const std::string& step) {
  for (const domain::StepRecord& record : result.steps) {
    if (record.name == step && record.ok) return record.finished;
  }
  return std::nullopt;
}

// From the moment that a step is done until its phase ends; none if the run did not come to it.
std::optional<Stretches> stretches_of(const DrillResult& result, const FlagExperiment& experiment) {
  const domain::Timeline timeline(result);
  const auto before = timeline.phase(phase_before(experiment));
  const auto flipped = timeline.phase(phase_flipped(experiment));
  const auto back = timeline.phase(phase_back(experiment));
  const auto flip_done = end_of(result, step_flip(experiment)), back_done = end_of(result, step_back(experiment));
  if (!before || !flipped || !back || !flip_done || !back_done) return std::nullopt;
  // The phase goes on until another begins; what is cleaned up behind it belongs to nobody.
  const Nanos end = std::min(back->until, *back_done + experiment.back);
  return Stretches{.before = *before, .flipped = {*flip_done, flipped->until}, .back = {*back_done, end}};
}

// The first reading for which `wanted` is true.
template <class Wanted>
std::optional<double> seconds_until(const std::vector<TimedValue>& values, Nanos from, Wanted wanted) {
  const auto first = std::find_if(values.begin(), values.end(), [&](const TimedValue& v) { return wanted(v.value); });
  if (first == values.end()) return std::nullopt;
  return to_s(first->at - from);
}

void judge_effect(FlagFinding& proof, const DrillResult& result, const Stretches& stretches) {
  const FlagExperiment& experiment = *proof.experiment;
  const Watch& watch = experiment.watch;
  Seen& seen = proof.watched;
  const auto patient = [&experiment](TimeSpan span) {
    return TimeSpan{.from = span.from, .until = span.until - experiment.patience};
  };
  seen.before = median(readings(result, watch, patient(stretches.before)));
  seen.flipped = median(readings(result, watch, later_half(patient(stretches.flipped))));
  seen.back = median(readings(result, watch, later_half(patient(stretches.back))));
  if (!seen.before || !seen.flipped || !seen.back) {
    proof.why = "the service did not say, or nobody asked for it";
    return;
  }
  const double before = *seen.before;
  const auto there = [&](double value) { return experiment.effect.holds(before, value); };
  const auto gone = [&](double value) { return !there(value); };
  if (there(before)) {
    proof.why = "there was nothing that the flag could have changed";
    return;
  }
  const auto while_flipped = readings(result, watch, stretches.flipped);
  const auto when_back = readings(result, watch, stretches.back);
  if (experiment.proof == Proof::prevents) {
    proof.effect_after_s = seconds_until(when_back, stretches.back.from, there);
    const bool prevented = gone(*seen.flipped);
    proof.outcome = prevented && there(*seen.back) ? Outcome::proven : Outcome::no_effect;
    if (!prevented) proof.why = "it happened although the flag was flipped";
    if (prevented && proof.outcome != Outcome::proven) proof.why = "it did not happen without the flag, either";
    return;
  }
  proof.effect_after_s = seconds_until(while_flipped, stretches.flipped.from, there);
  proof.restored_after_s = seconds_until(when_back, stretches.back.from, gone);
  if (gone(*seen.flipped)) {
    proof.outcome = Outcome::no_effect;
    proof.why = "flipped or not, it stayed the same";
  } else if (there(*seen.back)) {
    proof.outcome = Outcome::not_restored;
    proof.why = "flipping it back did not take it back";
  } else {
    proof.outcome = Outcome::proven;
  }
}

double bad_share(const DrillResult& result, domain::Component component, TimeSpan span) {
  std::size_t bad = 0, all = 0;
  for (const domain::StatusSample& sample : result.samples) {
    if (!span.contains(sample.at)) continue;
    ++all;
    bad += domain::is_bad(sample.status.components[domain::index_of(component)]) ? 1 : 0;
  }
  return all == 0 ? 0 : static_cast<double>(bad) / static_cast<double>(all);
}

void judge_width(FlagFinding& proof, const DrillResult& result, const Stretches& stretches) {
  const FlagExperiment& experiment = *proof.experiment;
  for (std::size_t i = 0; i < domain::kComponentCount; ++i) {
    const auto component = static_cast<domain::Component>(i);
    if (bad_share(result, component, later_half(stretches.flipped)) < kBecameBad) continue;
    // What is bad on either side of it is not the flag's doing.
    if (bad_share(result, component, stretches.before) > kWasWell) continue;
    if (bad_share(result, component, later_half(stretches.back)) > kWasWell) continue;
    const auto& documented = experiment.degrades;
    const bool expected = std::find(documented.begin(), documented.end(), component) != documented.end();
    (expected ? proof.degraded : proof.wider).push_back(component);
  }
  const domain::Timeline timeline(result);
  const auto before = timeline.core(stretches.before).goodput_ratio;
  const auto flipped = timeline.core(stretches.flipped).goodput_ratio;
  const auto back = timeline.core(later_half(stretches.back)).goodput_ratio;
  proof.core_suffered = before && flipped && back && std::min(*before, *back) - *flipped > kCoreSuffers;
  const bool too_wide = !proof.wider.empty() || (proof.core_suffered && !experiment.core_may_suffer);
  if (!too_wide || proof.outcome != Outcome::proven) return;
  proof.outcome = Outcome::wider;
  proof.why = "not documented: ";
  for (const domain::Component component : proof.wider) proof.why += std::string(name_of(component)) + "; ";
  if (proof.core_suffered && !experiment.core_may_suffer) proof.why += "installs, upgrades and renewals; ";
  proof.why.erase(proof.why.size() - 2);
}

void add_figures(FlagFinding& proof, const DrillResult& result, const Stretches& stretches) {
  using domain::Metric;
  struct Asked {
    std::string_view name, unit;
    Metric metric;
    bool as_ratio;
  };
  static constexpr std::array<Asked, 7> kAsked{{{"core ok", "", Metric::core_goodput_ratio, true},
                                                {"core p99", "ms", Metric::core_p99_ms, true},
                                                {"events accepted", "/s", Metric::accepted_per_s, true},
                                                {"events applied", "/s", Metric::applied_per_s, true},
                                                {"backlog grows by", "/s", Metric::backlog_slope_per_s, false},
                                                {"workers", "", Metric::workers, true},
                                                {"work for nobody", "/s", Metric::wasted_per_s, true}}};
  const domain::Timeline timeline(result);
  for (const Asked& asked : kAsked) {
    proof.figures.push_back({.name = asked.name,
                             .unit = asked.unit,
                             .seen = {.before = timeline.overall(asked.metric, stretches.before),
                                      .flipped = timeline.overall(asked.metric, stretches.flipped),
                                      .back = timeline.overall(asked.metric, stretches.back)},
                             .as_ratio = asked.as_ratio});
  }
}

FlagFinding prove(const DrillResult& result, const FlagExperiment& experiment) {
  FlagFinding proof;
  proof.experiment = &experiment;
  const auto stretches = stretches_of(result, experiment);
  if (!stretches) {
    proof.why = "the run ended before it, or a step of it failed";
    return proof;
  }
  judge_effect(proof, result, *stretches);
  judge_width(proof, result, *stretches);
  add_figures(proof, result, *stretches);
  return proof;
}

}  // namespace

std::size_t FlagMatrix::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(proofs.begin(), proofs.end(), [outcome](const FlagFinding& p) { return p.outcome == outcome; }));
}

FlagMatrix judge(const DrillResult& result, std::span<const FlagExperiment* const> chosen) {
  FlagMatrix matrix;
  for (const FlagExperiment* experiment : chosen) matrix.proofs.push_back(prove(result, *experiment));
  return matrix;
}

std::string notable(const Figure& figure) {
  constexpr double kNotable = 0.5, kLeast = 1e-9;
  const auto& [before, flipped, back] = figure.seen;
  if (!figure.as_ratio || !before || !flipped || std::abs(*before) < kLeast) return {};
  const double change = *flipped / *before - 1;
  if (std::abs(change) < kNotable) return {};
  return std::string(figure.name) + (change > 0 ? " +" : " ") + domain::decimal(change * 100, 0) + "%";
}

}  // namespace souk::firedrill
