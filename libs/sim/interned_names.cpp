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
  const auto number = static_cast<std::uint32_t>(names_.size());
  Name& name = names_.emplace_back();
  if (text.size() <= name.characters.size()) {
    text.copy(name.characters.data(), text.size());
    name.length = static_cast<std::uint8_t>(text.size());
  } else {
    const Span span{.begin = long_.size(), .length = text.size()};
    std::memcpy(name.characters.data(), &span, sizeof span);
    name.length = kLong;
    long_.append(text);
  }
  index_.insert(hash, number);
  return number;
}

}  // namespace souk::sim
