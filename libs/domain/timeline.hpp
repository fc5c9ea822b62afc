// The run as windows on the drill's clock, each as long as the drill's resolution: load by intended start and status
// samples, asked for by metric. The first window starts at 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/drill_result.hpp"
#include "domain/expectation.hpp"

namespace souk::domain {

struct TimeSpan {
  Nanos from{0}, until{0};
  bool contains(Nanos at) const { return at >= from && at < until; }
  double seconds() const { return to_s(until - from); }
};

struct TimedValue {
  Nanos at{0};  // the middle of its window
  double value = 0;
};

class Timeline {
 public:
  // Refers to `result`'s windows and samples: it must outlive the timeline.
  explicit Timeline(const DrillResult& result) : result_(result) {}

  // One value per window of the span, for the windows that have data, in order. Windows belong to a span by their
  // middle.
  std::vector<TimedValue> values(Metric metric, TimeSpan span) const;
  // The metric of the span taken as one; none without data.
  std::optional<double> overall(Metric metric, TimeSpan span) const;
  std::optional<double> aggregate(Metric metric, Aggregator aggregator, TimeSpan span) const;
  // The middle of each window of the span that the run could have filled, in order.
  std::vector<Nanos> middles_in(TimeSpan span) const;
  Nanos resolution() const { return result_.resolution(); }

  CoreFigures core(TimeSpan span) const;
  // Intended starts per second of one operation; none when the span has no windows.
  std::optional<double> planned_per_s(std::string_view operation, TimeSpan span) const;
  std::optional<std::uint64_t> max_backlog(TimeSpan span) const;
  std::optional<std::uint64_t> max_workers(TimeSpan span) const;

  // The moment on the drill's clock; none if its step or phase did not happen, or not within the run.
  std::optional<Nanos> resolve(const TimePoint& point, bool starts_window) const;
  std::optional<TimeSpan> phase(std::string_view name) const;

 private:
  struct Growth {
    double amount = 0, seconds = 0;
  };
  Nanos middle_of(const LoadWindow& window) const;
  Nanos middle_of(std::int64_t window) const;
  std::int64_t window_at(Nanos at) const;
  double seconds_of(std::size_t windows) const;
  std::vector<TimedValue> load_values(Metric metric, TimeSpan span) const;
  std::vector<TimedValue> sampled_values(Metric metric, TimeSpan span) const;
  std::vector<TimedValue> rates(Metric metric, TimeSpan span) const;
  std::optional<Growth> growth(Metric metric, TimeSpan span) const;

  const DrillResult& result_;
};

// Core operations that ended well, as a share of those planned in the windows whose middle is in the span (`zero` is
// that of the drill's clock); none when none were planned. For runs that still go on: what is in flight is not ok.
std::optional<double> core_goodput_ratio(const std::vector<LoadWindow>& windows, Instant zero, Nanos resolution,
                                         TimeSpan span);

// How many windows in a row it takes to last `time`: rounded up.
std::size_t windows_needed(Nanos time, Nanos resolution);

// Least-squares slope per second; none with fewer than two values.
std::optional<double> slope_per_s(const std::vector<TimedValue>& values);

}  // namespace souk::domain
