// Where in a JSON text a member begins.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace souk::targeting {

struct TextPlace {
  std::size_t line = 1, column = 1;
};

TextPlace place_of_offset(std::string_view text, std::size_t offset);
// `text` is valid JSON. The place of the last of `keys`, each the name of a member of the one before; of the first one
// that is not there, the place of the object in which it should be.
TextPlace place_of_member(std::string_view text, std::span<const std::string> keys);

struct TextRange {
  std::size_t begin = 0, end = 0;  // offsets; `end` is behind it
};
// Of the value of that member; none if it is not there.
std::optional<TextRange> value_of_member(std::string_view text, std::span<const std::string> keys);

}  // namespace souk::targeting
