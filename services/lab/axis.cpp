#include "services/lab/axis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace souk::lab {
namespace {

constexpr std::string_view kForm = "PATH=FROM:TO, PATH=FROM:TO:STEPS or PATH=FROM:TO:STEPS:log";

Error invalid(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(separator, at);
    parts.push_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

Result<std::size_t> parse_steps(std::string_view text) {
  std::size_t steps = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (code == std::errc{} && end == text.data() + text.size() && steps >= 2 && steps <= kMostSteps) return steps;
  return invalid("\"" + std::string(text) + "\" steps: has to be a whole number from 2 to " +
                 std::to_string(kMostSteps));
}

}  // namespace

Result<Axis> make_axis(domain::DrillNumber number, double from, double to, std::size_t steps, bool logarithmic) {
  const auto shown = [&number](double value) { return domain::number_text(number, value); };
  if (!(from < to)) {
    return invalid(number.path + ": the range from " + shown(from) + " to " + shown(to) +
                   (from == to ? " is empty" : " is reversed") + "; the first value has to be the smaller one");
  }
  if (number.is_rate && from <= 0) {
    return invalid(number.path + ": at a rate of zero there is nothing to look at; begin with a small one");
  }
  if (logarithmic && from <= 0) return invalid(number.path + ": a logarithmic axis begins above zero");
  Axis axis{std::move(number), {}};
  for (std::size_t i = 0; i < steps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(steps - 1);
    const double value = logarithmic ? from * std::pow(to / from, part) : from + (to - from) * part;
    axis.values.push_back(domain::rounded(axis.number, std::clamp(value, axis.number.least, axis.number.most)));
  }
  for (std::size_t i = 1; i < steps; ++i) {
    if (axis.values[i] > axis.values[i - 1]) continue;
    return invalid(axis.number.path + ": " + std::to_string(steps) + " steps from " + shown(from) + " to " + shown(to) +
                   " are not all different (" + axis.text(i) + " is there twice); take fewer steps");
  }
  return axis;
}

Result<Axis> parse_axis(const domain::Drill& drill, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return invalid("\"" + std::string(text) + "\" is not " + std::string(kForm));
  const std::vector<std::string_view> parts = parts_of(text.substr(equals + 1), ':');
  const bool logarithmic = parts.size() == 4 && parts[3] == "log";
  if (parts.size() < 2 || parts.size() > 4 || (parts.size() == 4 && !logarithmic)) {
    return invalid("\"" + std::string(text) + "\" is not " + std::string(kForm));
  }
  Result<domain::DrillNumber> number = domain::find_number(drill, text.substr(0, equals));
  if (!number) return number.error();
  const Result<double> from = domain::parse_number(*number, parts[0]);
  if (!from) return from.error();
  const Result<double> to = domain::parse_number(*number, parts[1]);
  if (!to) return to.error();
  Result<std::size_t> steps = kDefaultSteps;
  if (parts.size() > 2) steps = parse_steps(parts[2]);
  if (!steps) return steps.error();
  return make_axis(std::move(*number), *from, *to, *steps, logarithmic);
}

}  // namespace souk::lab
