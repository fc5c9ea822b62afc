#include "domain/expectation.hpp"

#include <cmath>

#include "domain/duration.hpp"

namespace souk::domain {
namespace {

bool is_in_ms(Metric metric) { return metric == Metric::core_p50_ms || metric == Metric::core_p99_ms; }

bool is_per_second(Metric metric) { return to_string(metric).ends_with("_per_s"); }

std::string text_of(const Bound& bound, Metric metric) {
  if (bound.of_baseline) {
    const double factor = bound.quantity.value;
    const std::string text = factor > 1 ? decimal(factor) + "x baseline" : decimal(factor * 100) + "% of baseline";
    return bound.second_control.empty() ? text : text + " and " + bound.second_control;
  }
  if (bound.quantity.of == Measure::none) return format_value(metric, bound.quantity.value);
  return bound.quantity.text();
}

}  // namespace

bool compare(double observed, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::at_least:
      return observed >= bound;
    case Comparison::at_most:
      return observed <= bound;
    case Comparison::above:
      return observed > bound;
    case Comparison::below:
      return observed < bound;
    case Comparison::equal:
      return observed == bound;
  }
  return false;
}

std::string text_of(const TimePoint& point) {
  std::string text;
  switch (point.kind) {
    case AnchorKind::clock:
      return duration_in_words(point.offset);
    case AnchorKind::run_end:
      text = "end";
      break;
    case AnchorKind::step:
      text = "step " + point.name;
      break;
    case AnchorKind::phase_start:
      text = "phase " + point.name;
      break;
    case AnchorKind::phase_end:
      text = "phase " + point.name + " end";
      break;
  }
  if (point.offset > Nanos{0}) text += " + " + duration_in_words(point.offset);
  if (point.offset < Nanos{0}) text += " - " + duration_in_words(-point.offset);
  return text;
}

std::string format_value(Metric metric, double value) {
  if (metric == Metric::core_goodput_ratio) return decimal(value * 100, 1) + "%";
  const int decimals = std::abs(value) < 10 ? 2 : (std::abs(value) < 1000 ? 1 : 0);
  if (is_in_ms(metric)) return decimal(value, decimals) + " ms";
  if (metric == Metric::oldest_age_s) return decimal(value, decimals) + " s";
  if (is_per_second(metric)) return decimal(value, decimals) + "/s";
  return decimal(value, decimals);
}

std::string text_of(const Expectation& expectation) {
  std::string text;
  if (expectation.aggregator != Aggregator::overall) {
    text = std::string(kAggregatorNames[static_cast<std::size_t>(expectation.aggregator)]) + " ";
  }
  text += std::string(to_string(expectation.metric)) + " " +
          std::string(kComparisonNames[static_cast<std::size_t>(expectation.comparison)]) + " " +
          text_of(expectation.bound, expectation.metric);
  if (expectation.for_at_least > Nanos{0}) text += " for at least " + duration_in_words(expectation.for_at_least);
  return text;
}

}  // namespace souk::domain
