// Texts as small numbers: each distinct text is kept once and is its number from then on. Never forgets.
#pragma once

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "sim/hash_index.hpp"

namespace souk::sim {

class InternedNames {
 public:
  static constexpr std::uint32_t kNone = HashIndex::kNone;

  // The text's number: 0, 1, ... in the order of first use.
  std::uint32_t intern(std::string_view text);
  // kNone if the text was never interned.
  std::uint32_t find(std::string_view text) const;
  // Valid until the next intern().
  std::string_view text(std::uint32_t number) const {
    const Name& name = names_[number];
    if (name.length != kLong) return {name.characters.data(), name.length};
    Span span;
    std::memcpy(&span, name.characters.data(), sizeof span);
    return std::string_view(long_).substr(span.begin, span.length);
  }
  std::size_t size() const { return names_.size(); }

 private:
  // Most are short and lie in their row, so that comparing with one is a single step into memory.
  static constexpr std::size_t kRow = 24;
  static constexpr std::uint8_t kLong = 0xff;  // a Span stands in its place
  struct Name {
    std::array<char, kRow - 1> characters;
    std::uint8_t length;
  };
  struct Span {
    std::size_t begin;
    std::size_t length;
  };
  std::uint32_t find(std::string_view text, std::uint64_t hash) const;

  std::vector<Name> names_;
  std::string long_;  // the others, one after the other
  HashIndex index_;
};

}  // namespace souk::sim
