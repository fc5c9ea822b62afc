// The words of a text, as searches take them: runs of letters and digits. Everything else separates words, so that no
// sign that means something to a search engine can come through: quotes, brackets, stars, emoji, bytes that are no
// UTF-8.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

namespace souk::domain {

inline constexpr std::size_t kMostSearchWords = 16;
// A word of at least so many bytes is found as a beginning too. A single letter begins half of all words and says
// nothing as that; as a word of its own ("C", "R") it says a lot.
inline constexpr std::size_t kShortestBeginning = 2;

// The first `most` words, as they stand in `text`.
std::vector<std::string_view> words_of(std::string_view text,
                                       std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace souk::domain
