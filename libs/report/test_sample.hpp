// A made-up run of march-2020 for the report's tests: healthy, burst, collapse, restart, cure, repair.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "domain/drill_result.hpp"
#include "domain/random.hpp"

namespace souk::report {

struct SampleMoment {
  double ok_share = 1;
  double p50_ms = 1.5;
  double workers = 8;
  double backlog = 20;
};

inline SampleMoment sample_moment(double at_s) {
  if (at_s < 12) return {1.0, 1.6, 8, 20};
  if (at_s < 22) {
    const double into = (at_s - 12) / 10;
    return {std::clamp(1.3 - 1.3 * into, 0.02, 1.0), 1.6 * std::pow(2.0, 8 * into),
            std::min(512.0, 8 * std::pow(2.0, into * 8)), 33'000 * into};
  }
  if (at_s < 60) return {at_s > 46 && at_s < 49 ? 0.4 : 0.03, 440, 512, 33'000 + 40 * (at_s - 22)};
  if (at_s < 62) return {0.6, 90, 512, 34'000};
  if (at_s < 75) return {0.998, 1.7, 512, 34'000 + 1'600 * (at_s - 62)};
  if (at_s < 90) return {0.997, 2.4, 6, std::max(30.0, 54'800 - 3'700 * (at_s - 75))};
  return {0.999, 1.6, 6, 25};
}

inline domain::LoadWindow sample_window(int second, Instant zero, domain::Random& random) {
  const SampleMoment moment = sample_moment(second + 0.5);
  domain::LoadWindow window;
  window.start = zero + std::chrono::seconds(second);
  for (const auto& [name, rate] : {std::pair{"install", 80}, {"upgrade", 34}, {"renewal", 36}}) {
    domain::OperationWindow& operation = window.operations[name];
    const auto planned = static_cast<std::uint64_t>(rate) - 4 + random.below(9);
    for (std::uint64_t i = 0; i < planned; ++i) {
      ++operation.accounting.planned;
      ++operation.accounting.attempts;
      if (!random.chance(moment.ok_share)) {
        ++operation.accounting.timeout;
        operation.accounting.attempts += 2;
        continue;
      }
      ++operation.accounting.ok;
      operation.latency.record(from_s((moment.p50_ms * 0.6 + random.exponential(moment.p50_ms * 0.6)) / 1e3));
    }
  }
  domain::OperationWindow& posts = window.operations["post-events"];
  const std::uint64_t batches = second >= 12 && second < 22 ? 225 : 66;
  posts.accounting = {.planned = batches, .ok = batches, .attempts = batches};
  return window;
}

inline domain::StatusSample sample_status(Nanos at) {
  const double at_s = to_s(at);
  const SampleMoment moment = sample_moment(at_s);
  domain::StatusSample sample;
  sample.at = at;
  domain::ServiceStatus& status = sample.status;
  const double burst = std::clamp(at_s - 12, 0.0, 10.0) * 3'800;
  status.accepted = static_cast<std::uint64_t>(40'000 + 1'600 * at_s + burst);
  status.backlog = std::min(status.accepted, static_cast<std::uint64_t>(moment.backlog));
  status.applied = status.accepted - status.backlog;
  status.oldest_age_ms = static_cast<std::int64_t>(moment.backlog / 1.7);
  status.workers = static_cast<std::uint64_t>(moment.workers);
  status.workers_target = static_cast<std::uint64_t>(moment.workers);
  const bool down = at_s > 17 && at_s < 61;
  status.pool.waiting[domain::index_of(domain::Owner::core)] = down ? 140 : 0;
  status.pool.waiting[domain::index_of(domain::Owner::phone_home)] = down ? 60 : 1;
  status.pool.waiting[domain::index_of(domain::Owner::browse)] = down ? 12 : 0;
  status.writer.waiting[domain::index_of(domain::Owner::analytics)] = down ? 500 : 5;
  status.writer.waiting[domain::index_of(domain::Owner::core)] = down ? 8 : 0;
  status.wasted = static_cast<std::uint64_t>(std::clamp(at_s - 18, 0.0, 42.0) * 70);
  return sample;
}

inline domain::Drill sample_drill() {
  domain::Drill drill;
  drill.name = "march-2020";
  drill.title = "The marketplace outage of March 2020";
  drill.description =
      "A burst grows the backlog, the autoscaler answers with workers, and the shop starves <of turns>.";
  drill.twin = "march-2020-no-trigger";
  drill.duration = std::chrono::seconds(105);
  drill.place = {"loadtests/drills/march-2020.yaml", 2, 1};
  using domain::AnchorKind;
  using domain::Comparison;
  using domain::Metric;
  const auto add = [&drill](std::string name, Metric metric, Comparison comparison, double bound, bool relative,
                            domain::TimePoint from, domain::TimePoint until, int for_s) {
    domain::Expectation expectation;
    expectation.name = std::move(name);
    expectation.metric = metric;
    expectation.comparison = comparison;
    expectation.bound = {{bound, domain::Measure::none}, relative};
    expectation.from = std::move(from);
    expectation.until = std::move(until);
    expectation.for_at_least = std::chrono::seconds(for_s);
    expectation.file = drill.place.file;
    expectation.line = 70 + static_cast<int>(drill.expectations.size()) * 3;
    drill.expectations.push_back(std::move(expectation));
  };
  const auto step = [](const char* name, int offset_s) {
    return domain::TimePoint{AnchorKind::step, name, std::chrono::seconds(offset_s)};
  };
  const domain::TimePoint start{AnchorKind::phase_start, "baseline", Nanos{0}},
      end{AnchorKind::phase_end, "baseline", Nanos{0}};
  add("core is healthy in the baseline", Metric::core_goodput_ratio, Comparison::at_least, 0.99, false, start, end, 0);
  add("the core stays down after the burst, for at least 15 s", Metric::core_goodput_ratio, Comparison::at_most, 0.5,
      false, step("burst-over", 0), step("restart", 0), 15);
  add("switching analytics off brings the core back", Metric::core_goodput_ratio, Comparison::at_least, 0.95, true,
      step("analytics-off", 8), step("repair", 0), 0);
  add("core latency stays near the baseline while the backlog drains", Metric::core_p99_ms, Comparison::at_most, 2,
      true, step("repair", 0), step("reconcile", 0), 0);
  add("counts agree with the installs of record", Metric::discrepancies, Comparison::equal, 0, false, {}, {}, 0);
  domain::MetastabilityPlan plan;
  plan.trigger_ends = "burst-over";
  plan.stays_down_until = "restart";
  plan.cut = "analytics-off";
  drill.metastability = plan;
  return drill;
}

inline domain::DrillResult sample_result() {
  domain::DrillResult result;
  result.drill = sample_drill();
  result.seed = 42;
  result.started_at = 1'583'393'820'000;
  result.zero = Instant{std::chrono::seconds(1'000)};
  result.length = result.drill.duration;
  result.finished_at = result.started_at + 118'400;
  result.calibration = domain::CalibrationResult{2'466.4, 3'120.9, 9'912, 4.02, true, 8, 9.1};
  result.measurements = {2'466.4, 3'120.9, 1.9, 4.8};
  const struct {
    const char *step, *phase, *description;
    int at;
  } story[] = {{"begin", "baseline", "Ordinary load.", 0},
               {"burst", "burst", "Events arrive at more than twice what the store can apply.", 12},
               {"burst-over", "collapse", "The burst is over. The outage feeds itself.", 22},
               {"restart", "restarted", "Nothing is cured.", 45},
               {"analytics-off", "analytics-off", "The kill switch.", 60},
               {"repair", "repair", "Counts hidden, batches, catch-up control.", 75},
               {"reconcile", "restored", "Counts agree and are shown again.", 95}};
  for (const auto& moment : story) {
    const Nanos at = std::chrono::seconds(moment.at);
    const Nanos took = std::chrono::milliseconds(moment.at == 45 ? 1'400 : 12);
    domain::DrillStep& step = result.drill.steps.emplace_back();
    step.name = moment.step;
    step.description = moment.description;
    step.at = at;
    if (step.name == "repair") step.actions = {domain::FlagSetting{"processing-strategy", "batched"}};
    result.steps.push_back(
        {moment.step, moment.description, at, at, at + took, true, std::string("phase ") + moment.phase});
    if (!result.phases.empty()) result.phases.back().end = at;
    result.phases.push_back({moment.phase, moment.description, at, result.length});
  }
  domain::Random random(7);
  for (int second = 0; second < 105; ++second) {
    result.windows.push_back(sample_window(second, result.zero, random));
    for (const auto& [name, operation] : result.windows.back().operations) {
      result.accounting.add(operation.accounting);
      if (domain::is_core_operation(name)) result.core_accounting.add(operation.accounting);
    }
  }
  for (int i = 0; i < 420; ++i) {
    const Nanos at = std::chrono::milliseconds(250 * i + 20);
    if (at > std::chrono::seconds(45) && at < std::chrono::milliseconds(46'400)) continue;  // restarting
    result.samples.push_back(sample_status(at));
  }
  const domain::ServiceStatus& last = result.samples.back().status;
  domain::EventsAccounting events;
  events.accepted = last.accepted;
  events.applied = last.accepted;
  events.accepted_before = 0;
  events.acknowledged = last.accepted - 1'000;
  result.events = events;
  result.reconciliation = domain::ReconciliationReport{4'500, {}};
  result.retries = 11'904;
  result.lateness.histogram.record(std::chrono::microseconds(310), 12'000);
  result.rollback = {"flag worker-limit is 1024 again", "flag install-counts is live again",
                     "setting autoscaler.backlog_per_worker is 20 again"};
  domain::evaluate(result, domain::TwinReport{"runs/twin/report.json", "march-2020-no-trigger", "pass"});
  return result;
}

// The same story in 27 days: 7,776 windows of five minutes, four samples each.
inline domain::DrillResult month_result() {
  constexpr std::int64_t kWindows = 27 * 24 * 12;
  domain::DrillResult result = sample_result();
  const Nanos story = result.length;
  result.drill.resolution = std::chrono::minutes(5);
  result.length = result.resolution() * kWindows;
  result.drill.duration = result.length;
  const auto factor = static_cast<double>(result.length.count()) / static_cast<double>(story.count());
  const auto slower = [factor](Nanos at) { return from_s(to_s(at) * factor); };
  for (auto& step : result.steps) {
    step.planned = slower(step.planned);
    step.started = slower(*step.started);
    step.finished = slower(*step.finished);
  }
  for (auto& step : result.drill.steps) step.at = slower(step.at);
  for (auto& phase : result.phases) {
    phase.start = slower(phase.start);
    phase.end = slower(phase.end);
  }
  for (auto& expectation : result.drill.expectations) {
    expectation.for_at_least = slower(expectation.for_at_least);
    expectation.from.offset = slower(expectation.from.offset);
  }
  result.drill.metastability->down_for = slower(result.drill.metastability->down_for);
  result.drill.metastability->back_within = slower(result.drill.metastability->back_within);
  result.windows.clear();
  result.accounting = result.core_accounting = {};
  domain::Random random(7);
  for (std::int64_t number = 0; number < kWindows; ++number) {
    const auto moment = static_cast<int>(number * 105 / kWindows);
    domain::LoadWindow window = sample_window(moment, result.zero, random);
    window.start = result.zero + result.resolution() * number;
    for (const auto& [name, operation] : window.operations) {
      result.accounting.add(operation.accounting);
      if (domain::is_core_operation(name)) result.core_accounting.add(operation.accounting);
    }
    result.windows.push_back(std::move(window));
  }
  result.samples.clear();
  for (std::int64_t i = 0; i < 4 * kWindows; ++i) {
    const Nanos at = result.resolution() / 4 * i;
    result.samples.push_back(sample_status(from_s(to_s(at) / factor)));
    result.samples.back().at = at;
  }
  domain::evaluate(result, domain::TwinReport{"runs/twin/report.json", "march-2020-no-trigger", "pass"});
  return result;
}

}  // namespace souk::report
