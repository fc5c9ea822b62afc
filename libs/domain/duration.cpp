#include "domain/duration.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

namespace souk::domain {
namespace {

constexpr std::int64_t kLongest = std::int64_t{10} * 365 * 24 * 3'600 * 1'000'000'000;
constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> kUnits{{{"ms", 1'000'000},
                                                                           {"us", 1'000},
                                                                           {"ns", 1},
                                                                           {"d", 86'400'000'000'000},
                                                                           {"h", 3'600'000'000'000},
                                                                           {"m", 60'000'000'000},
                                                                           {"s", 1'000'000'000}}};

constexpr std::int64_t kSecond = 1'000'000'000;
struct LongUnit {
  std::int64_t seconds;
  std::string_view symbol, word;
};
constexpr std::array<LongUnit, 3> kLongUnits{{{86'400, "d", "d"}, {3'600, "h", "h"}, {60, "m", "min"}}};

Error refuse(std::string_view text, std::string_view why) {
  return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is not a duration: " + std::string(why) +
                                          " (examples: 500ms, 15s, 1.5s, 2m, 1h30m, 27d)");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal number as an integer and a fraction in billionths. Exact: no floating point.
struct Number {
  std::int64_t whole = 0;
  std::int64_t billionths = 0;
};

// Takes a number off the front of `rest`; nothing if there is none or it is out of range.
std::optional<Number> take_number(std::string_view& rest) {
  Number number;
  std::size_t used = 0;
  while (used < rest.size() && is_digit(rest[used])) {
    number.whole = number.whole * 10 + (rest[used] - '0');
    if (number.whole > kLongest) return std::nullopt;
    ++used;
  }
  std::size_t digits = used;
  if (used < rest.size() && rest[used] == '.') {
    ++used;
    std::int64_t place = 100'000'000;
    for (; used < rest.size() && is_digit(rest[used]); ++used, ++digits, place /= 10) {
      if (place == 0) return std::nullopt;
      number.billionths += (rest[used] - '0') * place;
    }
  }
  if (digits == 0) return std::nullopt;
  rest.remove_prefix(used);
  return number;
}

std::optional<std::int64_t> take_unit(std::string_view& rest) {
  for (const auto& [name, nanos] : kUnits) {
    if (rest.starts_with(name)) {
      rest.remove_prefix(name.size());
      return nanos;
    }
  }
  return std::nullopt;
}

// "<whole>.<decimals>" without trailing zeros; `scale` nanoseconds make one.
std::string decimal(std::int64_t nanos, std::int64_t scale) {
  std::string text = std::to_string(nanos / scale);
  std::int64_t rest = nanos % scale;
  if (rest == 0) return text;
  text += '.';
  for (std::int64_t place = scale / 10; rest > 0; place /= 10) {
    text += static_cast<char>('0' + rest / place);
    rest %= place;
  }
  return text;
}

}  // namespace

Result<Nanos> parse_duration(std::string_view text) {
  if (text == "0") return Nanos{0};
  if (text.empty()) return refuse(text, "it is empty");
  if (text.front() == '-') return refuse(text, "it is negative");
  std::string_view rest = text;
  std::int64_t total = 0;
  while (!rest.empty()) {
    const auto number = take_number(rest);
    if (!number) return refuse(text, "a number of at most nine decimals and ten years is expected");
    const auto unit = take_unit(rest);
    if (!unit) return refuse(text, "a unit (d, h, m, s, ms, us, ns) is expected after each number");
    if (number->whole > kLongest / *unit) return refuse(text, "it is longer than ten years");
    // The fraction of a unit in nanoseconds, without overflow: units above a second are whole seconds.
    const std::int64_t fraction = *unit >= 1'000'000'000 ? number->billionths * (*unit / 1'000'000'000)
                                                         : number->billionths * *unit / 1'000'000'000;
    total += number->whole * *unit + fraction;
    if (total > kLongest) return refuse(text, "it is longer than ten years");
  }
  return Nanos{total};
}

std::string format_duration(Nanos duration) {
  std::int64_t nanos = duration.count();
  if (nanos < 1'000) return nanos == 0 ? "0s" : std::to_string(nanos) + "ns";
  if (nanos < 1'000'000) return decimal(nanos, 1'000) + "us";
  if (nanos < kSecond) return decimal(nanos, 1'000'000) + "ms";
  std::string text;
  for (const LongUnit& unit : kLongUnits) {
    if (nanos < unit.seconds * kSecond) continue;
    text += std::to_string(nanos / (unit.seconds * kSecond)) + std::string(unit.symbol);
    nanos %= unit.seconds * kSecond;
  }
  if (nanos > 0) text += decimal(nanos, kSecond) + "s";
  return text;
}

std::string duration_in_words(Nanos duration) {
  constexpr std::int64_t kMillisecond = 1'000'000;
  std::int64_t nanos = (duration.count() + kMillisecond / 2) / kMillisecond * kMillisecond;
  if (nanos <= 120 * kSecond) return decimal(nanos, kSecond) + " s";
  std::string text;
  for (const LongUnit& unit : kLongUnits) {
    const std::int64_t whole = nanos / (unit.seconds * kSecond);
    if (whole == 0) continue;
    text += std::to_string(whole) + " " + std::string(unit.word) + " ";
    nanos %= unit.seconds * kSecond;
  }
  if (nanos > 0) return text + decimal(nanos, kSecond) + " s";
  text.pop_back();
  return text;
}

}  // namespace souk::domain
