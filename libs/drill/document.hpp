// Loads the text of a drill file as a YAML document of bounded size.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <optional>
#include <string>

#include "drill/mistake.hpp"

namespace souk::drill {

inline constexpr std::size_t kLargestFile = 256UL * 1024;  // bytes
inline constexpr std::size_t kMostNodes = 20'000;
inline constexpr std::size_t kDeepest = 16;

// Nothing, and mistakes, for anything that is not exactly one document. Anchors and aliases are refused: a drill needs
// none, and a few of them can expand without end.
std::optional<YAML::Node> load_document(const std::string& text, Mistakes& mistakes);

}  // namespace souk::drill
