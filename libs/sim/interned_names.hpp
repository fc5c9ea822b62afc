// Texts as small numbers: each distinct text is kept once and is its number from then on. Never forgets.
#pragma once

#include <cstdint>
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
    return std::string_view(characters_).substr(spans_[number].begin, spans_[number].length);
  }
  std::size_t size() const { return spans_.size(); }

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t length = 0;
  };
  std::uint32_t find(std::string_view text, std::uint64_t hash) const;

  std::string characters_;  // of all texts, one after the other
  BigVector<Span> spans_;
  HashIndex index_;
};

}  // namespace souk::sim
