// How the numbers of a drill are written and read.
#include <charconv>
#include <cmath>

#include "domain/drill_numbers.hpp"
#include "domain/duration.hpp"

namespace souk::domain {
namespace {

constexpr int kDigits = 4;  // significant ones: finer than any difference that a run could show

double to_digits(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10.0, kDigits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
  return std::round(value * scale) / scale;
}

std::optional<double> plain(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

Error unreadable(const DrillNumber& number, std::string_view text, std::string_view example) {
  return fail(Errc::invalid_argument,
              number.path + ": \"" + std::string(text) + "\" cannot be read; write it like " + std::string(example));
}

bool in_percent(const DrillNumber& number) {
  return number.kind == NumberKind::share || number.kind == NumberKind::relative;
}

Result<double> read(const DrillNumber& number, std::string_view text) {
  if (number.kind == NumberKind::time) {
    const Result<Nanos> time = parse_duration(text);
    if (!time) return unreadable(number, text, "20s or 500ms");
    return to_s(*time);
  }
  if (in_percent(number) && text.ends_with('%')) {
    const auto percent = plain(text.substr(0, text.size() - 1));
    if (!percent) return unreadable(number, text, "65% or 0.65");
    return *percent / 100;
  }
  const auto value = plain(text);
  if (!value) return unreadable(number, text, in_percent(number) ? "65% or 0.65" : "12");
  return *value;
}

}  // namespace

std::string number_text(const DrillNumber& number, double value) {
  switch (number.kind) {
    case NumberKind::count:
      return decimal(value, 0);
    case NumberKind::time:
      // Whole milliseconds where there are some: nobody wants to read 1.428571429s.
      return format_duration(Nanos{std::llround(to_digits(value) * 1e9)});
    case NumberKind::share:
    case NumberKind::relative:
      return decimal(to_digits(value) * 100, 9) + "%";
    case NumberKind::amount:
      break;
  }
  return decimal(to_digits(value), 9);
}

double rounded(const DrillNumber& number, double value) {
  const Result<double> read_back = read(number, number_text(number, value));
  return read_back ? *read_back : value;
}

Result<double> parse_number(const DrillNumber& number, std::string_view text) {
  Result<double> value = read(number, text);
  if (!value) return value;
  if (*value >= number.least && *value <= number.most) return value;
  return fail(Errc::invalid_argument, number.path + ": " + std::string(text) + " is not from " +
                                          number_text(number, number.least) + " to " +
                                          number_text(number, number.most));
}

}  // namespace souk::domain
