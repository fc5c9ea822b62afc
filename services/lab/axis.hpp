// One axis of a sweep: a number of a drill and the values it takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/drill_numbers.hpp"

namespace souk::lab {

inline constexpr std::size_t kMostSteps = 64;
inline constexpr std::size_t kDefaultSteps = 8;

struct Axis {
  domain::DrillNumber number;  // with its value in the drill
  std::vector<double> values;  // ascending, each as its text says

  std::string text(std::size_t index) const { return domain::number_text(number, values[index]); }
  // "flags.worker-limit=64"
  std::string assignment(std::size_t index) const { return number.path + "=" + text(index); }
};

// "flags.worker-limit=8:512:7:log", "timeline.burst.duration=2s:20s" (8 steps, evenly). Errors: not_found (no such
// number), invalid_argument (form, bounds, an empty or reversed range, a rate of zero, steps that are not apart).
Result<Axis> parse_axis(const domain::Drill& drill, std::string_view text);

// From `from` to `to`, `steps` of them (2 to kMostSteps). Errors as above.
Result<Axis> make_axis(domain::DrillNumber number, double from, double to, std::size_t steps, bool logarithmic);

}  // namespace souk::lab
