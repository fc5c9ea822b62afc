#include "services/firedrill/readings.hpp"

#include <algorithm>

namespace souk::firedrill {
namespace {

using domain::StatusSample;
using domain::TimedValue;
using domain::TimeSpan;

std::vector<TimedValue> read(const domain::DrillResult& result, Level level, TimeSpan span) {
  std::vector<TimedValue> values;
  for (const StatusSample& sample : result.samples) {
    if (!span.contains(sample.at)) continue;
    if (const auto value = level(sample.status)) values.push_back({sample.at, *value});
  }
  return values;
}

std::vector<TimedValue> read(const domain::DrillResult& result, Counter counter, TimeSpan span) {
  std::vector<TimedValue> values;
  for (std::size_t i = 1; i < result.samples.size(); ++i) {
    const StatusSample& then = result.samples[i - 1];
    const StatusSample& now = result.samples[i];
    if (then.at < span.from || !span.contains(now.at)) continue;
    const std::uint64_t first = counter(then.status), last = counter(now.status);
    if (last < first) continue;  // a process that was started again counts anew
    values.push_back({now.at, static_cast<double>(last - first) / to_s(now.at - then.at)});
  }
  return values;
}

std::vector<TimedValue> read(const domain::DrillResult& result, LoadFigure figure, TimeSpan span) {
  std::vector<TimedValue> values;
  for (const domain::LoadWindow& window : result.windows) {
    const Nanos from = window.start - result.zero, until = from + result.resolution();
    if (from < span.from || until > span.until) continue;
    if (const auto value = figure(window)) values.push_back({until, *value});
  }
  return values;
}

}  // namespace

std::vector<TimedValue> readings(const domain::DrillResult& result, const Watch& watch, TimeSpan span) {
  return std::visit([&](auto figure) { return read(result, figure, span); }, watch.figure);
}

std::optional<double> median(const std::vector<TimedValue>& values) {
  if (values.empty()) return std::nullopt;
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const TimedValue& value : values) sorted.push_back(value.value);
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

TimeSpan later_half(TimeSpan span) { return {.from = span.from + (span.until - span.from) / 2, .until = span.until}; }

}  // namespace souk::firedrill
