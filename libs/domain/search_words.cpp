#include "domain/search_words.hpp"

#include <array>
#include <cctype>
#include <cstdint>

namespace souk::domain {
namespace {

struct Range {
  std::uint32_t first, last;
};

// Of the code points beyond ASCII those that are no part of a word: punctuation, symbols, emoji, and what joins them.
constexpr std::array<Range, 8> kSigns{{{0x80, 0xBF},        // controls, signs of Latin-1
                                       {0x2000, 0x2BFF},    // punctuation, currencies, arrows, symbols
                                       {0x3000, 0x3004},    // punctuation of Chinese and Japanese
                                       {0x3008, 0x303F},    // their brackets
                                       {0xFE00, 0xFE0F},    // variation selectors
                                       {0xFFF0, 0xFFFF},    // specials
                                       {0x1F000, 0x1FAFF},  // emoji
                                       {0xE0000, 0x10FFFF}}};

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// RFC 3629, without the checks that would only tell one invalid sequence from another.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0x80 ? 1 : (lead & 0xE0U) == 0xC0U ? 2 : (lead & 0xF0U) == 0xE0U ? 3 : 4;
  if (bytes == 1) return {lead, 1, true};
  if ((lead & 0xC0U) == 0x80U || lead >= 0xF8U) return {};
  std::uint32_t value = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!continues(text, at + i)) return {};
    value = (value << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  return {value, bytes, true};
}

bool is_part_of_word(const CodePoint& point) {
  if (!point.valid) return false;
  if (point.value < 0x80) return std::isalnum(static_cast<int>(point.value)) != 0;
  for (const Range& signs : kSigns) {
    if (point.value >= signs.first && point.value <= signs.last) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text, std::size_t most) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size() && words.size() < most;) {
    const CodePoint point = code_point_at(text, at);
    if (!is_part_of_word(point)) {
      if (at > begin) words.push_back(text.substr(begin, at - begin));
      begin = at + point.bytes;
    }
    at += point.bytes;
  }
  if (begin < text.size() && words.size() < most) words.push_back(text.substr(begin));
  return words;
}

}  // namespace souk::domain
