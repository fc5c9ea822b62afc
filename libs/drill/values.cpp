#include "drill/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/duration.hpp"

namespace souk::drill {
namespace {

constexpr double kLargest = 1e9;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\n", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value) || value < 0 || value > kLargest) return std::nullopt;
  return value;
}

template <std::size_t N>
std::optional<std::size_t> index_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

template <std::size_t N>
std::string list_of(const std::array<std::string_view, N>& names) {
  std::string list;
  for (const std::string_view name : names) {
    if (name.empty()) continue;
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

Error invalid(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }
std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// "95% of", "2x", "2x of", "0.008 of": the factor, and how many words it took.
struct Factor {
  double value = 0;
  std::size_t words = 0;
};
std::optional<Factor> factor_in(std::span<const std::string_view> words) {
  if (words.size() < 2) return std::nullopt;
  std::string_view first = words[0];
  const bool has_of = words[1] == "of";
  double scale = 1;
  if (first.ends_with('%') && has_of) {
    scale = 0.01;
    first.remove_suffix(1);
  } else if (first.ends_with('x')) {
    first.remove_suffix(1);
  } else if (!has_of) {
    return std::nullopt;
  }
  const auto number = number_in(first);
  if (!number) return std::nullopt;
  return Factor{*number * scale, has_of ? 2U : 1U};
}

std::string_view unit_of(domain::Metric metric) {
  const std::string_view name = domain::to_string(metric);
  if (name.ends_with("_per_s")) return "/s";
  if (name.ends_with("_ms")) return "ms";
  if (name.ends_with("_s")) return "s";
  return {};
}

Result<domain::Bound> parse_bound(domain::Metric metric, std::span<const std::string_view> words) {
  domain::Bound bound;
  const auto factor = factor_in(words);
  const auto rest = factor ? words.subspan(factor->words) : words;
  if (factor && rest.size() == 3 && rest[0] == domain::kBaselinePhase && rest[1] == "and") {
    bound.quantity.value = factor->value;
    bound.of_baseline = true;
    bound.second_control = rest[2];
    return bound;
  }
  if (factor && rest.size() == 1) {
    const std::string_view reference = words.back();
    bound.quantity.value = factor->value;
    bound.of_baseline = reference == domain::kBaselinePhase;
    if (bound.of_baseline) return bound;
    const auto measure = index_in(domain::kMeasureNames, reference);
    if (!measure)
      return invalid("unknown reference " + quoted(reference) + "; allowed: baseline, " +
                     list_of(domain::kMeasureNames));
    bound.quantity.of = static_cast<domain::Measure>(*measure);
    return bound;
  }
  if (words.size() == 1) {
    std::string_view text = words[0];
    double scale = 1;
    if (metric == domain::Metric::core_goodput_ratio && text.ends_with('%')) {
      text.remove_suffix(1);
      scale = 0.01;
    } else if (const std::string_view unit = unit_of(metric); !unit.empty() && text.ends_with(unit)) {
      text.remove_suffix(unit.size());
    }
    if (const auto number = number_in(text)) {
      bound.quantity.value = *number * scale;
      return bound;
    }
  }
  return invalid("the bound is not a number, a share of the baseline (\"95% of baseline\") or of a measured capacity");
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<domain::Quantity> parse_quantity(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() == 1) {
    std::string_view number_text = words[0];
    if (number_text.ends_with("/s")) number_text.remove_suffix(2);
    if (const auto number = number_in(number_text)) return domain::Quantity{*number, domain::Measure::none};
  }
  if (const auto factor = factor_in(words); factor && words.size() == factor->words + 1) {
    const auto measure = index_in(domain::kMeasureNames, words.back());
    if (measure && *measure > 0) return domain::Quantity{factor->value, static_cast<domain::Measure>(*measure)};
    return invalid("unknown measurement " + quoted(words.back()) + "; allowed: " + list_of(domain::kMeasureNames));
  }
  return invalid(quoted(text) +
                 " is not a number from 0 to 1e9 (12, 150/s) or a share of a measurement "
                 "(\"65% of apply_capacity\", \"1.2x baseline_p99\")");
}

Result<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = number_in(percent ? text.substr(0, text.size() - 1) : text);
  if (!number) return invalid(quoted(text) + " is not a share, such as 95% or 0.95");
  const double share = percent ? *number / 100 : *number;
  if (share > 1) return invalid(quoted(text) + " is more than 100%");
  return share;
}

Result<Nanos> parse_time(std::string_view text, Nanos longest) {
  Result<Nanos> time = domain::parse_duration(text);
  if (!time) return invalid(quoted(text) + " is not a time, such as 12s, 250ms, 1m30s or 27d");
  if (*time > longest) {
    const std::string limit = longest == kLongestWait ? "an hour" : domain::duration_in_words(longest);
    return invalid(quoted(text) + " is more than " + limit);
  }
  return time;
}

Result<domain::TimePoint> parse_time_point(std::string_view text) {
  const Error unclear = invalid(quoted(text) +
                                " is not a moment, such as 12s, \"step cure + 10s\", \"phase burst\", "
                                "\"phase burst end\" or end");
  const auto words = words_of(text);
  if (words.empty()) return unclear;
  domain::TimePoint point;
  std::size_t next = 1;
  if (words[0] == "end") {
    point.kind = domain::AnchorKind::run_end;
  } else if (words[0] == "step" || words[0] == "phase") {
    if (words.size() < 2) return unclear;
    point.name = words[1];
    next = 2;
    point.kind = words[0] == "step" ? domain::AnchorKind::step : domain::AnchorKind::phase_start;
    if (words[0] == "phase" && words.size() > 2 && (words[2] == "end" || words[2] == "start")) {
      if (words[2] == "end") point.kind = domain::AnchorKind::phase_end;
      next = 3;
    }
  } else {
    if (words.size() != 1) return unclear;
    const Result<Nanos> at = parse_time(words[0], domain::kLongestDrill);
    if (!at) return unclear;
    point.offset = *at;
    return point;
  }
  if (next == words.size()) return point;
  if (next + 2 != words.size() || (words[next] != "+" && words[next] != "-")) return unclear;
  const Result<Nanos> offset = parse_time(words[next + 1], domain::kLongestDrill);
  if (!offset) return unclear;
  point.offset = words[next] == "+" ? *offset : -*offset;
  return point;
}

Result<domain::Expectation> parse_expectation(std::string_view text) {
  const auto words = words_of(text);
  domain::Expectation expectation;
  std::size_t next = 0;
  if (!words.empty()) {
    if (const auto aggregator = index_in(domain::kAggregatorNames, words[0])) {
      expectation.aggregator = static_cast<domain::Aggregator>(*aggregator);
      next = 1;
    }
  }
  if (words.size() < next + 3) {
    return invalid(quoted(text) +
                   " is not \"[aggregator] metric comparison bound\", such as "
                   "\"core_goodput_ratio >= 99%\"");
  }
  const auto metric = index_in(domain::kMetricNames, words[next]);
  if (!metric) return invalid("unknown metric " + quoted(words[next]) + "; allowed: " + list_of(domain::kMetricNames));
  expectation.metric = static_cast<domain::Metric>(*metric);
  const auto comparison = index_in(domain::kComparisonNames, words[next + 1]);
  if (!comparison) {
    return invalid("unknown comparison " + quoted(words[next + 1]) + "; allowed: " + list_of(domain::kComparisonNames));
  }
  expectation.comparison = static_cast<domain::Comparison>(*comparison);
  Result<domain::Bound> bound = parse_bound(expectation.metric, std::span(words).subspan(next + 2));
  if (!bound) return bound.error();
  expectation.bound = *bound;
  return expectation;
}

}  // namespace souk::drill
