// The service's status as metrics, read once per scrape: events, workers, pool, writer queue, transactions, flags and
// the process. One reading for all families, so that their sums agree with each other.
#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/flag.hpp"
#include "domain/status.hpp"

namespace souk::metrics {

class StatusProbe final : public prometheus::Collectable {
 public:
  using StatusSource = std::function<domain::ServiceStatus()>;
  using RetriesSource = std::function<std::uint64_t()>;

  // `status` is called on the scraping thread. `client_retries`, if given, is the count of retries that souk's own
  // clients made so far.
  explicit StatusProbe(StatusSource status, RetriesSource client_retries = nullptr);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  StatusSource status_;
  RetriesSource client_retries_;
};

}  // namespace souk::metrics
