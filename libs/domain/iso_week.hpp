// Weeks as ISO 8601 numbers them: from Monday to Sunday, and a week belongs to the year that has its Thursday. A week
// is named by its Monday, in days since 1970-01-01, so that weeks can be counted with.
#pragma once

#include <cstdint>
#include <string>

namespace souk::domain {

// The Monday of the week of `day`, which is not before 1970.
constexpr std::int64_t week_of(std::int64_t day) {
  constexpr std::int64_t kThursday = 3;  // 1970-01-01 was one
  return day - (day + kThursday) % 7;
}

// "2020-W10"
std::string iso_week_name(std::int64_t week);

}  // namespace souk::domain
