// How far two words are apart, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace souk::domain {

// Levenshtein's distance: insertions, deletions and replacements of one byte. Takes a.size() * b.size() steps.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace souk::domain
