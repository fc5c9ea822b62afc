// The values in force, one atomic number per flag: 0 or 1 for switches, the number itself for numbers, the index of
// the variant for the rest. Reading takes no lock, so a flag costs a request next to nothing.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "domain/flag.hpp"

namespace souk::flags {

class FlagCells {
 public:
  explicit FlagCells(const domain::FlagValues& values);

  domain::FlagValue load(domain::Flag flag) const;
  // `value` must have passed check().
  void store(domain::Flag flag, const domain::FlagValue& value);

  // Errors: invalid_argument with what is allowed (wrong type, not a variant, out of range).
  static Result<void> check(domain::Flag flag, const domain::FlagValue& value);

 private:
  std::array<std::atomic<std::int64_t>, domain::kFlagCount> cells_{};
};

}  // namespace souk::flags
