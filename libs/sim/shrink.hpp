// Makes a failing drill small: delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
// Input", 2002) over steps, then every part of it by itself, until nothing can be taken away any more.
#pragma once

#include <cstddef>
#include <functional>

#include "domain/drill.hpp"

namespace souk::sim {

struct DrillSize {
  std::size_t steps = 0;
  std::size_t actions = 0;  // of steps; faults, flags, crashes and changes of load
  std::size_t classes = 0;
  std::size_t knobs = 0;  // flags and settings at the start
  double sessions_per_s = 0;
  Nanos duration{0};
};
DrillSize size_of(const domain::Drill& drill);

// `still_fails`: whether a smaller drill fails in the same way. `may_go_on` bounds the time. The step "calm" stays,
// with its faults: without it nothing says that the rest is a failure.
domain::Drill shrink(domain::Drill drill, const std::function<bool(const domain::Drill&)>& still_fails,
                     const std::function<bool()>& may_go_on);

}  // namespace souk::sim
