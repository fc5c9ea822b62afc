// How sure one can be of what a few runs have shown: 95% confidence intervals.
#pragma once

#include <cstddef>
#include <vector>

namespace souk::domain {

struct Interval {
  double low = 0, high = 1;
};

// The share of successes that `successes` of `trials` speak for: Wilson's score interval without correction for
// continuity (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927),
// 209-212; formula 4 of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872). Unlike the textbook's
// p +- z sqrt(p q / n) it says something true of 3 out of 3. Without trials: 0 to 1.
Interval wilson_interval(std::size_t successes, std::size_t trials);

struct Estimate {
  std::size_t count = 0;
  double mean = 0;
  double half_width = 0;  // of the interval around the mean; 0 for fewer than two values, which say nothing of it
};

// Mean and Student's t interval (Student, "The probable error of a mean", Biometrika 6 (1908), 1-25).
Estimate mean_estimate(const std::vector<double>& values);

}  // namespace souk::domain
