#include "sim/interned_names.hpp"

#include <functional>

namespace souk::sim {

std::uint32_t InternedNames::find(std::string_view text, std::uint64_t hash) const {
  return index_.find(hash, [&](std::uint32_t number) { return this->text(number) == text; });
}

std::uint32_t InternedNames::find(std::string_view text) const {
  return find(text, std::hash<std::string_view>{}(text));
}

std::uint32_t InternedNames::intern(std::string_view text) {
  const std::uint64_t hash = std::hash<std::string_view>{}(text);
  const std::uint32_t known = find(text, hash);
  if (known != kNone) return known;
  const auto number = static_cast<std::uint32_t>(spans_.size());
  spans_.push_back({.begin = characters_.size(), .length = text.size()});
  characters_.append(text);
  index_.insert(hash, number);
  return number;
}

}  // namespace souk::sim
