// Counting again what was counted before: a vendor's apps and the vendor's totals from the raw events, one vendor after
// the other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace souk::domain {

struct RecountPlan {
  std::int64_t after_vendor = 0;  // begins with the vendor whose id comes next
  std::size_t max_vendors = 0;    // in one transaction; 0 = all that are left
};

// What one transaction did.
struct Recounted {
  std::uint64_t vendors = 0;
  std::uint64_t corrected = 0;   // rows that were wrong: counters and ranks of apps, totals of vendors
  std::int64_t last_vendor = 0;  // the last one done; `after_vendor` without any
  bool done = false;             // nobody is left
};

}  // namespace souk::domain
