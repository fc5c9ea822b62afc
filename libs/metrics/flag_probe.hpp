// How the flags' file is, and what load-shedding did.
#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace souk::metrics {

struct FlagFigures {
  bool file_valid = true;
  std::uint64_t edits_refused = 0;
  std::uint64_t shed = 0;  // requests
};

class FlagProbe final : public prometheus::Collectable {
 public:
  // `figures` is called on the scraping thread.
  explicit FlagProbe(std::function<FlagFigures()> figures) : figures_(std::move(figures)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::function<FlagFigures()> figures_;
};

}  // namespace souk::metrics
