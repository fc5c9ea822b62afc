#include "cloudevents/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <cstring>

namespace souk::cloudevents {
namespace {

// The index just after the string whose opening quote is at `quote`.
std::size_t skip_string(std::string_view text, std::size_t quote) {
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    i = text.find('"', i);
    if (i == std::string_view::npos) break;
    std::size_t backslashes = 0;
    while (text[i - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return i + 1;
  }
  return text.size();
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::string describe_syntax_error(std::string_view text) {
  // The fast parser does not say where it stopped; this one, used for bad input only, does.
  boost::json::stream_parser parser;
  boost::system::error_code error;
  const std::size_t at = std::min(parser.write_some(text.data(), text.size(), error), text.size());
  if (!error && at == text.size()) parser.finish(error);
  if (!error && at == text.size()) return "not valid JSON";
  const auto before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("not valid JSON: {} at line {}, column {} (byte {})",
                     error ? error.message() : "unexpected text after the end", line, at - line_start + 1, at);
}

std::vector<std::size_t> element_sizes(std::string_view array) {
  std::vector<std::size_t> sizes;
  std::size_t depth = 0;
  std::size_t start = 0;
  std::size_t end = 0;  // of the last character of the element that is not space
  for (std::size_t i = 0; i < array.size();) {
    const char c = array[i];
    std::size_t next = i + 1;
    if (c == '"') next = skip_string(array, i);
    if (c == ']' || c == '}') --depth;
    if ((c == ',' && depth == 1) || (c == ']' && depth == 0)) {
      if (end > start) sizes.push_back(end - start);
      start = end = 0;
    } else if (!is_space(c) && depth >= 1) {
      if (start == 0) start = i;
      end = next;
    }
    if (c == '[' || c == '{') ++depth;
    i = next;
  }
  return sizes;
}

}  // namespace souk::cloudevents
