// Numbers and names as the reports of a fire drill write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/firedrill/matrix.hpp"

namespace souk::firedrill {

std::string key_of(const FlagFinding& proof);
// "1,234/s"; "-" for none.
std::string number_text(const std::optional<double>& value, std::string_view unit);
// "events applied 1,234/s -> 0/s -> 2,345/s"
std::string watched_text(const FlagFinding& proof);
// "<= 0.2x before", what the watched figure has to be while the flag is flipped.
std::string required_text(const FlagExperiment& experiment);
// "0.25 s"; "-" for none.
std::string seconds_text(const std::optional<double>& seconds);
// What changed besides: "core p99 -62%, workers +100%"; empty: nothing much.
std::string notable_text(const FlagFinding& proof);

}  // namespace souk::firedrill
