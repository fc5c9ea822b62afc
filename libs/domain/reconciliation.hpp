// Counts derived from analytics events against the installs of record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace souk::domain {

struct Discrepancy {
  std::string subject;  // app key, or the name of a sum ("daily rollup", "vendor totals")
  std::int64_t counted = 0;
  std::int64_t of_record = 0;
};

struct ReconciliationReport {
  std::uint64_t checked = 0;
  std::vector<Discrepancy> discrepancies;
};

}  // namespace souk::domain
