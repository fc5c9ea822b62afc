// Versions as semver.org 2.0.0 orders them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace souk::targeting {

struct SemVer {
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::vector<std::string> pre_release;  // its identifiers; empty for a release

  // "1.2.3", "v1.2.3", "1.2", "1", "1.2.3-rc.1+build". None if it is no version.
  static std::optional<SemVer> parse(std::string_view text);
  std::strong_ordering operator<=>(const SemVer& other) const;
  bool operator==(const SemVer& other) const {
    return (*this <=> other) == 0;  // NOLINT(modernize-use-nullptr): clang 14 errs
  }
};

// `operation`: = != < <= > >= ^ (same major) ~ (same major and minor). None if that or a version makes no sense.
std::optional<bool> compare_versions(std::string_view left, std::string_view operation, std::string_view right);

}  // namespace souk::targeting
