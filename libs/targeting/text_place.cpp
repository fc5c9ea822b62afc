#include "targeting/text_place.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace souk::targeting {
namespace {

// Goes through the tokens of a valid text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { skip_space(); }

  std::size_t at() const { return at_; }
  bool enters_object() {
    if (!is('{')) return false;
    ++at_;
    skip_space();
    return true;
  }
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // At a member's key: what it says.
  std::string key() {
    const std::size_t begin = at_;
    skip_string();
    const std::string_view quoted = text_.substr(begin, at_ - begin);
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(boost::json::string_view(quoted.data(), quoted.size()), error);
    skip_space();
    ++at_;  // the colon
    skip_space();
    return error || !parsed.is_string() ? std::string() : std::string(parsed.get_string().c_str());
  }

  // Over a value and what follows it up to the next token. Where the value ended.
  std::size_t skip_value() {
    std::size_t depth = 0;
    do {
      if (at_ >= text_.size()) return at_;
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
      } else {
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at_;
        const bool scalar = depth == 0 && c != '}' && c != ']';
        if (scalar) {
          while (at_ < text_.size() && std::string_view(",}] \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
        }
      }
    } while (depth > 0);
    const std::size_t end = at_;
    skip_space();
    return end;
  }

  void skip_comma() {
    if (is(',')) ++at_;
    skip_space();
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  void skip_string() {
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// At an object: to the value of one of its members. Where the member's key is.
std::optional<std::size_t> find_member(Scanner& scanner, const std::string& wanted) {
  if (!scanner.enters_object()) return std::nullopt;
  while (scanner.is('"')) {
    const std::size_t begin = scanner.at();
    if (scanner.key() == wanted) return begin;
    scanner.skip_value();
    scanner.skip_comma();
  }
  return std::nullopt;
}

}  // namespace

TextPlace place_of_offset(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  return {.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          .column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1};
}

TextPlace place_of_member(std::string_view text, std::span<const std::string> keys) {
  Scanner scanner(text);
  std::size_t place = scanner.at();
  for (const std::string& wanted : keys) {
    const std::optional<std::size_t> key = find_member(scanner, wanted);
    if (!key) break;
    place = *key;
  }
  return place_of_offset(text, place);
}

std::optional<TextRange> value_of_member(std::string_view text, std::span<const std::string> keys) {
  Scanner scanner(text);
  for (const std::string& wanted : keys) {
    if (!find_member(scanner, wanted)) return std::nullopt;
  }
  const std::size_t begin = scanner.at();
  return TextRange{.begin = begin, .end = scanner.skip_value()};
}

}  // namespace souk::targeting
