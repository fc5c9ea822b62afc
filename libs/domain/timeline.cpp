#include "domain/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace souk::domain {
namespace {

// The last step of a run may be this late, so that a window may end this much after the run.
constexpr Nanos kLateAtTheEnd = std::chrono::seconds(1);

struct CoreSums {
  std::uint64_t planned = 0, ok = 0;
  Histogram latency;

  void add(const LoadWindow& window) {
    for (const auto& [name, operation] : window.operations) {
      if (!is_core_operation(name)) continue;
      planned += operation.accounting.planned;
      ok += operation.accounting.ok;
      latency.merge(operation.latency);
    }
  }
  // Of windows that are `seconds` long in all.
  CoreFigures figures(double seconds) const {
    CoreFigures figures;
    figures.planned = planned;
    figures.ok = ok;
    figures.seconds = seconds;
    if (planned > 0) figures.goodput_ratio = static_cast<double>(ok) / static_cast<double>(planned);
    if (seconds > 0) figures.goodput_per_s = static_cast<double>(ok) / seconds;
    if (latency.count() > 0) {
      figures.p50_ms = to_ms(latency.quantile(0.5));
      figures.p99_ms = to_ms(latency.quantile(0.99));
    }
    return figures;
  }
};

std::optional<double> pick(const CoreFigures& figures, Metric metric) {
  switch (metric) {
    case Metric::core_goodput_ratio:
      return figures.goodput_ratio;
    case Metric::core_goodput_per_s:
      // Nothing was asked for, so nothing is known of what would have been served.
      return figures.planned > 0 ? std::optional(figures.goodput_per_s) : std::nullopt;
    case Metric::core_planned_per_s:
      if (figures.seconds <= 0) return std::nullopt;
      return static_cast<double>(figures.planned) / figures.seconds;
    case Metric::core_p50_ms:
      return figures.p50_ms;
    case Metric::core_p99_ms:
      return figures.p99_ms;
    default:
      return std::nullopt;
  }
}

// None when the service could not tell.
std::optional<double> level_of(const ServiceStatus& status, Metric metric) {
  switch (metric) {
    case Metric::search_quality:
      return status.search.quality;
    case Metric::oldest_age_s:
      return static_cast<double>(status.oldest_age_ms) / 1e3;
    case Metric::workers:
      return static_cast<double>(status.workers);
    case Metric::store_connections:
      return static_cast<double>(status.store_connections);
    case Metric::recounted:
      return static_cast<double>(status.recounted);
    case Metric::vendors_flagged:
      return static_cast<double>(status.vendors.flagged);
    case Metric::vendor_mails_waiting:
      return static_cast<double>(status.vendors.mails_waiting);
    case Metric::vendor_notices_sent:
      return static_cast<double>(status.vendors.notices_sent);
    case Metric::vendor_notices_unretracted:
      return static_cast<double>(status.vendors.notices_unretracted);
    case Metric::bad_components:
      return static_cast<double>(std::count_if(status.components.begin(), status.components.end(), is_bad));
    case Metric::japan_saw_yen:
      if (!status.japan_saw_yen) return std::nullopt;
      return *status.japan_saw_yen ? 1 : 0;
    default:
      return static_cast<double>(status.backlog);
  }
}

std::uint64_t counter_of(const ServiceStatus& status, Metric metric) {
  switch (metric) {
    case Metric::accepted_per_s:
      return status.accepted;
    case Metric::applied_per_s:
      return status.applied;
    default:
      return status.wasted;
  }
}

bool is_rate(Metric metric) {
  return metric == Metric::accepted_per_s || metric == Metric::applied_per_s || metric == Metric::wasted_per_s;
}

std::optional<double> mean_of(const std::vector<TimedValue>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const TimedValue& value : values) sum += value.value;
  return sum / static_cast<double>(values.size());
}

bool less_value(const TimedValue& a, const TimedValue& b) { return a.value < b.value; }

}  // namespace

std::optional<double> core_goodput_ratio(const std::vector<LoadWindow>& windows, Instant zero, Nanos resolution,
                                         TimeSpan span) {
  std::uint64_t planned = 0, ok = 0;
  for (const LoadWindow& window : windows) {
    if (!span.contains(window.start - zero + resolution / 2)) continue;
    for (const auto& [name, operation] : window.operations) {
      if (!is_core_operation(name)) continue;
      planned += operation.accounting.planned;
      ok += operation.accounting.ok;
    }
  }
  if (planned == 0) return std::nullopt;
  return static_cast<double>(ok) / static_cast<double>(planned);
}

std::size_t windows_needed(Nanos time, Nanos resolution) {
  return static_cast<std::size_t>((time + resolution - Nanos{1}) / resolution);
}

std::optional<double> slope_per_s(const std::vector<TimedValue>& values) {
  if (values.size() < 2) return std::nullopt;
  double mean_at = 0, mean_value = 0;
  for (const TimedValue& value : values) {
    mean_at += to_s(value.at);
    mean_value += value.value;
  }
  mean_at /= static_cast<double>(values.size());
  mean_value /= static_cast<double>(values.size());
  double covariance = 0, variance = 0;
  for (const TimedValue& value : values) {
    const double offset = to_s(value.at) - mean_at;
    covariance += offset * (value.value - mean_value);
    variance += offset * offset;
  }
  if (variance <= 0) return std::nullopt;
  return covariance / variance;
}

Nanos Timeline::middle_of(const LoadWindow& window) const { return window.start - result_.zero + resolution() / 2; }

Nanos Timeline::middle_of(std::int64_t window) const { return resolution() * window + resolution() / 2; }

std::int64_t Timeline::window_at(Nanos at) const {
  const std::int64_t whole = at / resolution();
  return at < Nanos{0} && at % resolution() != Nanos{0} ? whole - 1 : whole;
}

double Timeline::seconds_of(std::size_t windows) const { return static_cast<double>(windows) * to_s(resolution()); }

std::vector<TimedValue> Timeline::load_values(Metric metric, TimeSpan span) const {
  std::vector<TimedValue> values;
  for (const LoadWindow& window : result_.windows) {
    const Nanos at = middle_of(window);
    if (!span.contains(at)) continue;
    CoreSums sums;
    sums.add(window);
    if (const auto value = pick(sums.figures(seconds_of(1)), metric)) values.push_back({at, *value});
  }
  return values;
}

std::vector<TimedValue> Timeline::sampled_values(Metric metric, TimeSpan span) const {
  std::map<std::int64_t, std::pair<double, double>> sums;  // window -> sum, count
  for (const StatusSample& sample : result_.samples) {
    const std::int64_t window = window_at(sample.at);
    if (!span.contains(middle_of(window))) continue;
    const std::optional<double> level = level_of(sample.status, metric);
    if (!level) continue;
    sums[window].first += *level;
    sums[window].second += 1;
  }
  std::vector<TimedValue> values;
  values.reserve(sums.size());
  for (const auto& [window, sum] : sums) values.push_back({middle_of(window), sum.first / sum.second});
  return values;
}

std::vector<TimedValue> Timeline::rates(Metric metric, TimeSpan span) const {
  // Of each window: growth since the last sample of an earlier one, per second. A counter that went back (a restarted
  // process) says nothing about that window.
  std::vector<TimedValue> values;
  const StatusSample* before = nullptr;
  for (std::size_t i = 0; i < result_.samples.size(); ++i) {
    const StatusSample& sample = result_.samples[i];
    const std::int64_t window = window_at(sample.at);
    const bool last_of_window = i + 1 == result_.samples.size() || window_at(result_.samples[i + 1].at) != window;
    if (!last_of_window) continue;
    if (before != nullptr && span.contains(middle_of(window))) {
      const std::uint64_t now = counter_of(sample.status, metric), then = counter_of(before->status, metric);
      if (now >= then) {
        values.push_back({middle_of(window), static_cast<double>(now - then) / to_s(sample.at - before->at)});
      }
    }
    before = &sample;
  }
  return values;
}

std::optional<Timeline::Growth> Timeline::growth(Metric metric, TimeSpan span) const {
  Growth growth;
  for (std::size_t i = 1; i < result_.samples.size(); ++i) {
    const StatusSample& before = result_.samples[i - 1];
    const StatusSample& sample = result_.samples[i];
    if (before.at < span.from || sample.at > span.until) continue;
    const std::uint64_t now = counter_of(sample.status, metric), then = counter_of(before.status, metric);
    if (now < then) continue;
    growth.amount += static_cast<double>(now - then);
    growth.seconds += to_s(sample.at - before.at);
  }
  if (growth.seconds <= 0) return std::nullopt;
  return growth;
}

std::vector<TimedValue> Timeline::values(Metric metric, TimeSpan span) const {
  if (is_run_metric(metric)) return {};
  if (is_load_metric(metric)) return load_values(metric, span);
  if (is_rate(metric)) return rates(metric, span);
  if (metric != Metric::backlog_slope_per_s) return sampled_values(metric, span);
  const std::vector<TimedValue> levels = sampled_values(Metric::backlog, span);
  std::vector<TimedValue> slopes;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    slopes.push_back({levels[i].at, (levels[i].value - levels[i - 1].value) / to_s(levels[i].at - levels[i - 1].at)});
  }
  return slopes;
}

std::optional<double> Timeline::overall(Metric metric, TimeSpan span) const {
  if (is_run_metric(metric)) return std::nullopt;
  if (is_load_metric(metric)) return pick(core(span), metric);
  if (is_rate(metric)) {
    const std::optional<Growth> grown = growth(metric, span);
    if (!grown) return std::nullopt;
    return grown->amount / grown->seconds;
  }
  std::vector<TimedValue> levels;
  for (const StatusSample& sample : result_.samples) {
    const std::optional<double> level = level_of(sample.status, metric);
    if (level && span.contains(sample.at)) levels.push_back({sample.at, *level});
  }
  return metric == Metric::backlog_slope_per_s ? slope_per_s(levels) : mean_of(levels);
}

std::optional<double> Timeline::aggregate(Metric metric, Aggregator aggregator, TimeSpan span) const {
  if (aggregator == Aggregator::overall) return overall(metric, span);
  const std::vector<TimedValue> windows = values(metric, span);
  if (windows.empty()) return std::nullopt;
  switch (aggregator) {
    case Aggregator::min:
      return std::min_element(windows.begin(), windows.end(), less_value)->value;
    case Aggregator::max:
      return std::max_element(windows.begin(), windows.end(), less_value)->value;
    case Aggregator::last:
      return windows.back().value;
    case Aggregator::slope:
      return slope_per_s(windows);
    case Aggregator::mean:
    case Aggregator::overall:
      break;
  }
  return mean_of(windows);
}

std::vector<Nanos> Timeline::middles_in(TimeSpan span) const {
  std::vector<Nanos> middles;
  for (std::int64_t window = 0; resolution() * window < result_.length; ++window) {
    if (span.contains(middle_of(window))) middles.push_back(middle_of(window));
  }
  return middles;
}

CoreFigures Timeline::core(TimeSpan span) const {
  CoreSums sums;
  std::size_t windows = 0;
  for (const LoadWindow& window : result_.windows) {
    if (!span.contains(middle_of(window))) continue;
    sums.add(window);
    ++windows;
  }
  return sums.figures(seconds_of(windows));
}

std::optional<double> Timeline::planned_per_s(std::string_view operation, TimeSpan span) const {
  std::uint64_t planned = 0;
  std::size_t windows = 0;
  for (const LoadWindow& window : result_.windows) {
    if (!span.contains(middle_of(window))) continue;
    ++windows;
    const auto found = window.operations.find(operation);
    if (found != window.operations.end()) planned += found->second.accounting.planned;
  }
  if (windows == 0) return std::nullopt;
  return static_cast<double>(planned) / seconds_of(windows);
}

std::optional<std::uint64_t> Timeline::max_backlog(TimeSpan span) const {
  std::optional<std::uint64_t> highest;
  for (const StatusSample& sample : result_.samples) {
    if (span.contains(sample.at)) highest = std::max(highest.value_or(0), sample.status.backlog);
  }
  return highest;
}

std::optional<std::uint64_t> Timeline::max_workers(TimeSpan span) const {
  std::optional<std::uint64_t> highest;
  for (const StatusSample& sample : result_.samples) {
    if (span.contains(sample.at)) highest = std::max(highest.value_or(0), sample.status.workers);
  }
  return highest;
}

std::optional<TimeSpan> Timeline::phase(std::string_view name) const {
  for (const PhaseRecord& phase : result_.phases) {
    if (phase.name == name) return TimeSpan{phase.start, phase.end};
  }
  return std::nullopt;
}

std::optional<Nanos> Timeline::resolve(const TimePoint& point, bool starts_window) const {
  std::optional<Nanos> anchor;
  switch (point.kind) {
    case AnchorKind::clock:
      anchor = Nanos{0};
      break;
    case AnchorKind::run_end:
      // An interrupted run never came to its end.
      if (!result_.interrupted) anchor = result_.length;
      break;
    case AnchorKind::step:
      for (const StepRecord& step : result_.steps) {
        if (step.name == point.name && step.ok) anchor = starts_window ? step.finished : step.started;
      }
      break;
    case AnchorKind::phase_start:
    case AnchorKind::phase_end:
      if (const auto span = phase(point.name))
        anchor = point.kind == AnchorKind::phase_start ? span->from : span->until;
      break;
  }
  if (!anchor) return std::nullopt;
  const Nanos at = *anchor + point.offset;
  // The last step may run a little late, so a window may end a little after the run.
  if (at < Nanos{0} || at > result_.length + kLateAtTheEnd) return std::nullopt;
  return std::min(at, result_.length);
}

}  // namespace souk::domain
