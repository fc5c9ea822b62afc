// Seeded random streams with our own distributions: the standard library's differ between implementations, so they
// are not used anywhere in domain, app or sim. Generator: xoshiro256++ 1.0 (Blackman and Vigna), seeded by SplitMix64.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace souk::domain {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  // An independent stream for one component: same seed and name, same numbers, whatever the others draw.
  Random(std::uint64_t seed, std::string_view stream);

  std::uint64_t next();
  // Uniform in [0, 1), 53 bits.
  double uniform();
  // Uniform integer in [0, bound), bound > 0, without modulo bias (Lemire's multiply-shift with rejection).
  std::uint64_t below(std::uint64_t bound);
  // Exponential with the given mean > 0.
  double exponential(double mean);
  // True with probability p.
  bool chance(double p) { return uniform() < p; }

 private:
  void seed_state(std::uint64_t seed);
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace souk::domain
