#include "targeting/coercion.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

namespace souk::targeting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::string_view kSpaces = " \t\n\r\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// The decimal number at the beginning of `text`, without its sign; `length` is how much of it that is. (from_chars
// alone would also take "inf" and "nan".)
double decimal(std::string_view text, std::size_t& length) {
  length = 0;
  const bool begins = !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '.');
  if (!begins) return kNaN;
  double number = kNaN;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) return kNaN;
  length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc::result_out_of_range) return number;
  return text.substr(0, length).find("e-") != std::string_view::npos ? 0 : kInfinity;
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

double number_of_text(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return 0;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
    return error == std::errc() && end == text.data() + text.size() ? static_cast<double>(number) : kNaN;
  }
  const bool negative = take_sign(text);
  std::size_t length = 0;
  double number = decimal(text, length);
  if (text == "Infinity") {
    number = kInfinity;
  } else if (length != text.size()) {
    return kNaN;
  }
  return negative ? -number : number;
}

std::string text_of_number(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0) return "0";
  const double size = std::abs(number);
  const auto format = size >= 1e-6 && size < 1e21 ? std::chars_format::fixed : std::chars_format::scientific;
  char buffer[64];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number, format);
  return error == std::errc() ? std::string(buffer, end) : std::string("NaN");
}

bool is_container(const json::value& value) { return value.is_array() || value.is_object(); }

}  // namespace

bool is_truthy(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return false;
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::string:
      return !value.get_string().empty();
    case json::kind::array:
      return !value.get_array().empty();
    case json::kind::object:
      return true;
    default:
      return to_number(value) != 0;
  }
}

double to_number(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return 0;
    case json::kind::bool_:
      return value.get_bool() ? 1 : 0;
    case json::kind::int64:
      return static_cast<double>(value.get_int64());
    case json::kind::uint64:
      return static_cast<double>(value.get_uint64());
    case json::kind::double_:
      return value.get_double();
    case json::kind::string:
      return number_of_text(std::string_view(value.get_string().data(), value.get_string().size()));
    case json::kind::array:
      return number_of_text(to_text(value));
    default:
      return kNaN;
  }
}

double parse_float(const json::value& value) {
  if (value.is_number()) return to_number(value);
  const std::string whole = to_text(value);
  std::string_view text = trimmed(whole);
  const bool negative = take_sign(text);
  std::size_t length = 0;
  const double number = text.starts_with("Infinity") ? kInfinity : decimal(text, length);
  return negative ? -number : number;
}

std::string to_text(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::string:
      return std::string(value.get_string().data(), value.get_string().size());
    case json::kind::object:
      return "[object Object]";
    case json::kind::array: {
      std::string text;
      for (std::size_t i = 0; i < value.get_array().size(); ++i) {
        if (i > 0) text += ',';
        const json::value& element = value.get_array()[i];
        if (!element.is_null()) text += to_text(element);
      }
      return text;
    }
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    default:
      return text_of_number(to_number(value));
  }
}

json::value number_value(double number) {
  constexpr double kExact = 9'007'199'254'740'992;  // 2^53: below it doubles hold every whole number
  if (!std::isfinite(number)) return nullptr;
  if (std::abs(number) < kExact && number == std::trunc(number)) return static_cast<std::int64_t>(number);
  return number;
}

bool is_strictly_equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return to_number(a) == to_number(b);
  if (a.kind() != b.kind() || is_container(a)) return false;  // lists and objects are each only equal to themselves
  return a == b;
}

bool is_loosely_equal(const json::value& a, const json::value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() == b.kind() || (a.is_number() && b.is_number())) return is_strictly_equal(a, b);
  if (a.is_bool()) return is_loosely_equal(number_value(to_number(a)), b);
  if (b.is_bool()) return is_loosely_equal(a, number_value(to_number(b)));
  if (is_container(a) && is_container(b)) return false;
  if (is_container(a)) return is_loosely_equal(json::value(to_text(a)), b);
  if (is_container(b)) return is_loosely_equal(a, json::value(to_text(b)));
  return to_number(a) == to_number(b);
}

std::optional<bool> is_less(const json::value& a, const json::value& b) {
  const bool texts = (a.is_string() || is_container(a)) && (b.is_string() || is_container(b));
  if (texts) return to_text(a) < to_text(b);
  const double left = to_number(a), right = to_number(b);
  if (std::isnan(left) || std::isnan(right)) return std::nullopt;
  return left < right;
}

}  // namespace souk::targeting
