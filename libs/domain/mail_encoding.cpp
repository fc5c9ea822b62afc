#include "domain/mail_encoding.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace souk::domain {
namespace {

constexpr std::size_t kShort = 60;  // header text up to this fits into a line with any of our header names

bool is_plain(char c) { return c >= 0x20 && c < 0x7f; }

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c); });
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Bytes of the form 10xxxxxx continue a character, which must not be cut (RFC 2047, 5).
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::string encoded_words(std::string_view text) {
  constexpr std::size_t kPiece = 39;  // bytes; 52 characters of base64, 64 with "=?UTF-8?B?" and "?="
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + kPiece, text.size());
    const std::size_t whole = end;
    while (end < text.size() && end > at && continues(text[end])) --end;
    if (end == at) end = whole;  // not UTF-8
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t b = 0; b < 3; ++b) {
      word = (word << 8) | (b < left ? static_cast<unsigned char>(bytes[i + b]) : 0U);
    }
    for (std::size_t d = 0; d < 4; ++d) out += d <= left ? kDigits[(word >> (18 - 6 * d)) & 63U] : '=';
  }
  return out;
}

std::string rfc5322_date(UnixMs at) {
  constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_days day{std::chrono::days(day_of(at))};
  const std::chrono::year_month_day date(day);
  const std::int64_t seconds = (at - day_of(at) * kMsPerDay) / 1'000;
  std::string text(kWeekdays[std::chrono::weekday(day).c_encoding()]);
  text += ", " + two_digits(static_cast<unsigned>(date.day())) + " ";
  text += kMonths[static_cast<unsigned>(date.month()) - 1];
  text += " " + std::to_string(static_cast<int>(date.year())) + " " + two_digits(seconds / 3'600) + ":";
  return text + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60) + " +0000";
}

std::string header_text(std::string_view text) {
  const bool spaces_around = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (text.size() <= kShort && is_plain(text) && !spaces_around && text.find("=?") == std::string_view::npos) {
    return std::string(text);
  }
  return encoded_words(text);
}

std::string header_phrase(std::string_view name) {
  if (name.size() > kShort || !is_plain(name) || name.find("=?") != std::string_view::npos) return encoded_words(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string quoted_printable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::size_t kLine = 75;  // and the "=" of a soft line break
  std::string out;
  std::size_t column = 0;
  const auto end_line = [&out, &column](std::string_view with) {
    out += with;
    column = 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      end_line("\r\n");
      continue;
    }
    const bool before_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool as_it_is = is_plain(c) && c != '=' && !(c == ' ' && before_end);
    if (column + (as_it_is ? 1 : 3) > kLine) end_line("=\r\n");
    if (as_it_is) {
      out += c;
      column += 1;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'=', kHex[byte >> 4U], kHex[byte & 15U]});
      column += 3;
    }
  }
  if (column > 0) end_line("\r\n");
  return out;
}

}  // namespace souk::domain
