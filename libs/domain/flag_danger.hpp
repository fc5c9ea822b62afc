// Changes of flags that cannot be taken back: somebody has to say that they are meant.
#pragma once

#include <string>

#include "domain/flag.hpp"

namespace souk::domain {

// What giving `after` to people would do for good, given the values in force, as a sentence; empty: nothing that
// setting it back would not undo, or no change at all.
std::string danger_of(Flag flag, const FlagValue& after, const FlagValues& now);

}  // namespace souk::domain
