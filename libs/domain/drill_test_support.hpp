// Made-up runs for the tests of the drill's rules: seconds of core load and status samples.
#pragma once

#include <string>

#include "domain/drill_result.hpp"

namespace souk::domain {

inline constexpr Instant kTestZero = Instant{std::chrono::seconds(500)};

inline Nanos at_s(double seconds) { return from_s(seconds); }

// One second of `planned` installs of which `ok` succeed after `latency`.
inline void add_second(DrillResult& result, int second, std::uint64_t planned, std::uint64_t ok,
                       Nanos latency = std::chrono::milliseconds(10)) {
  LoadWindow window;
  window.start = kTestZero + std::chrono::seconds(second);
  OperationWindow& operation = window.operations["install"];
  operation.accounting = {.planned = planned, .ok = ok, .timeout = planned - ok, .attempts = planned};
  if (ok > 0) operation.latency.record(latency, ok);
  window.operations["post-events"].accounting = {.planned = 50, .ok = 50, .attempts = 50};
  result.windows.push_back(window);
}

inline void add_sample(DrillResult& result, double at, std::uint64_t backlog, std::uint64_t applied = 0,
                       std::uint64_t workers = 4) {
  StatusSample sample;
  sample.at = at_s(at);
  sample.status.backlog = backlog;
  sample.status.applied = applied;
  sample.status.accepted = applied + backlog;
  sample.status.workers = workers;
  result.samples.push_back(sample);
}

inline void add_step(DrillResult& result, const std::string& name, double started, double finished) {
  result.steps.push_back({name, "", at_s(started), at_s(started), at_s(finished), true, "done"});
  DrillStep step;
  step.name = name;
  step.at = at_s(started);
  result.drill.steps.push_back(step);
}

// Twenty seconds: a healthy baseline of ten, then ten in which a tenth of the core operations succeed; the backlog
// grows by 100 events a second from 10 s on. Steps: "fall" at 10 s and "cure" from 15 s to 16 s.
inline DrillResult falling_run() {
  DrillResult result;
  result.zero = kTestZero;
  result.length = at_s(20);
  result.phases = {{"baseline", "", at_s(0), at_s(10)}, {"fall", "", at_s(10), at_s(20)}};
  for (int second = 0; second < 20; ++second) {
    const bool healthy = second < 10;
    add_second(result, second, 100, healthy ? 100 : 10, std::chrono::milliseconds(healthy ? 10 : 400));
    for (int quarter = 0; quarter < 4; ++quarter) {
      const double at = second + 0.25 * quarter;
      const double backlog = healthy ? 5 : 5 + 100 * (at - 10);
      add_sample(result, at, static_cast<std::uint64_t>(backlog), static_cast<std::uint64_t>(1'000 + 200 * at),
                 healthy ? 4 : 64);
    }
  }
  add_step(result, "fall", 10, 10);
  add_step(result, "cure", 15, 16);
  result.events = EventsAccounting{.accepted = 100, .applied = 90, .backlog = 10};
  result.measurements = {1'000.0, 500.0, 10.0, 10.0};
  return result;
}

// The same run `factor` times slower, in windows that are as much longer.
inline DrillResult slowed(DrillResult run, std::int64_t factor) {
  run.drill.resolution = run.resolution() * factor;
  run.length *= factor;
  for (LoadWindow& window : run.windows) window.start = run.zero + (window.start - run.zero) * factor;
  for (StatusSample& sample : run.samples) sample.at *= factor;
  for (PhaseRecord& phase : run.phases) {
    phase.start *= factor;
    phase.end *= factor;
  }
  for (StepRecord& step : run.steps) {
    step.planned *= factor;
    step.started = *step.started * factor;
    step.finished = *step.finished * factor;
  }
  for (DrillStep& step : run.drill.steps) step.at *= factor;
  return run;
}

}  // namespace souk::domain
