#include "services/calibration/log_costs.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "runtime/run_to_end.hpp"
#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"

namespace souk::calibration {
namespace {

constexpr std::array<std::size_t, 4> kBatches{1, 10, 100, 500};
constexpr std::size_t kRounds = 32;  // of one size, between two readings of the process's clock
constexpr std::size_t kLeast = 3;    // readings of each size

std::vector<std::string> payloads(Traffic& traffic, std::size_t count) {
  std::vector<std::string> encoded;
  for (const domain::PositionedEvent& event : traffic.events(count)) {
    domain::encode(event.event, encoded.emplace_back());
  }
  return encoded;
}

class LogMeasurement {
 public:
  LogMeasurement(ports::EventLog& log, Traffic& traffic) : log_(log), traffic_(traffic) {}

  Task<Result<void>> run(Nanos duration) {
    const Nanos end = Stopwatch::wall() + duration;
    for (std::size_t round = 0; round < kLeast || Stopwatch::wall() < end; ++round) {
      for (std::size_t i = 0; i < kBatches.size(); ++i) {
        const Result<void> appended = co_await append(i);
        if (!appended) co_return appended.error();
      }
    }
    co_return Result<void>();
  }

  LogCosts result() const {
    std::vector<BatchCost> costs;
    for (std::size_t i = 0; i < kBatches.size(); ++i) {
      costs.push_back({static_cast<double>(kBatches[i]), median(cpu_[i])});
    }
    return {.sync = sim::ServiceTime::of_samples(sync_), .cpu_per_event = fit_line(costs).per_item};
  }

 private:
  Task<Result<void>> append(std::size_t size) {
    std::vector<std::vector<std::string>> batches;  // made before the clock runs
    for (std::size_t i = 0; i < kRounds; ++i) batches.push_back(payloads(traffic_, kBatches[size]));
    const Nanos cpu_before = Stopwatch::process_cpu();
    for (auto& batch : batches) {
      const Nanos began = Stopwatch::wall();
      const auto receipt = co_await log_.append(std::move(batch));
      if (!receipt) co_return receipt.error();
      if (kBatches[size] == 1) sync_.push_back(Stopwatch::wall() - began);
    }
    cpu_[size].push_back((Stopwatch::process_cpu() - cpu_before) / kRounds);
    co_return Result<void>();
  }

  ports::EventLog& log_;
  Traffic& traffic_;
  std::vector<Nanos> sync_;
  std::array<std::vector<Nanos>, kBatches.size()> cpu_;
};

}  // namespace

Result<LogCosts> measure_log(ports::EventLog& log, Traffic& traffic, Nanos duration) {
  LogMeasurement measurement(log, traffic);
  const Result<void> measured = runtime::run_to_end(measurement.run(duration));
  if (!measured) return measured.error();
  return measurement.result();
}

}  // namespace souk::calibration
