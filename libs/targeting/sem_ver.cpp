#include "targeting/sem_ver.hpp"

#include <algorithm>
#include <charconv>

namespace souk::targeting {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

bool has_leading_zero(std::string_view digits) { return digits.size() > 1 && digits.front() == '0'; }

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  for (std::size_t at = text.find('.'); at != std::string_view::npos; at = text.find('.', from)) {
    parts.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  if (!is_digits(text) || has_leading_zero(text)) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// Numbers before texts, numbers by value, texts by their bytes.
std::strong_ordering compare_identifiers(const std::string& left, const std::string& right) {
  const bool left_is_number = is_digits(left), right_is_number = is_digits(right);
  if (left_is_number != right_is_number) {
    return left_is_number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (left_is_number && left.size() != right.size()) return left.size() <=> right.size();
  return left.compare(right) <=> 0;
}

}  // namespace

std::optional<SemVer> SemVer::parse(std::string_view text) {
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  if (const std::size_t build = text.find('+'); build != std::string_view::npos) {
    for (const std::string_view part : split(text.substr(build + 1))) {
      if (!is_identifier(part)) return std::nullopt;
    }
    text = text.substr(0, build);
  }
  SemVer version;
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    for (const std::string_view part : split(text.substr(dash + 1))) {
      if (!is_identifier(part) || (is_digits(part) && has_leading_zero(part))) return std::nullopt;
      version.pre_release.emplace_back(part);
    }
    text = text.substr(0, dash);
  }
  const std::vector<std::string_view> parts = split(text);
  if (parts.size() > 3) return std::nullopt;
  std::uint64_t* const places[] = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<std::uint64_t> number = number_of(parts[i]);
    if (!number) return std::nullopt;
    *places[i] = *number;
  }
  return version;
}

std::strong_ordering SemVer::operator<=>(const SemVer& other) const {
  if (const auto order = major <=> other.major; order != 0) return order;
  if (const auto order = minor <=> other.minor; order != 0) return order;
  if (const auto order = patch <=> other.patch; order != 0) return order;
  if (pre_release.empty() != other.pre_release.empty()) {
    return pre_release.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  const std::size_t common = std::min(pre_release.size(), other.pre_release.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = compare_identifiers(pre_release[i], other.pre_release[i]); order != 0) return order;
  }
  return pre_release.size() <=> other.pre_release.size();
}

std::optional<bool> compare_versions(std::string_view left, std::string_view operation, std::string_view right) {
  const std::optional<SemVer> a = SemVer::parse(left), b = SemVer::parse(right);
  if (!a || !b) return std::nullopt;
  if (operation == "=") return *a == *b;
  if (operation == "!=") return *a != *b;
  if (operation == "<") return *a < *b;
  if (operation == "<=") return *a <= *b;
  if (operation == ">") return *a > *b;
  if (operation == ">=") return *a >= *b;
  if (operation == "^") return a->major == b->major;
  if (operation == "~") return a->major == b->major && a->minor == b->minor;
  return std::nullopt;
}

}  // namespace souk::targeting
