#include "app/worker_loop.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace souk::app {
namespace {

constexpr domain::FlagContext kAsker{.component = "workers"};
constexpr Nanos kRetryWait = std::chrono::milliseconds(100);
constexpr Nanos kLongestRest = std::chrono::seconds(1);  // also bounds how late a worker sees that it is to stop

struct Decoded {
  std::vector<domain::PositionedEvent> events;
  std::vector<domain::PoisonEvent> poison;
};

Decoded decode_records(const std::vector<ports::LogRecord>& records) {
  Decoded decoded;
  decoded.events.reserve(records.size());
  for (const ports::LogRecord& record : records) {
    Result<domain::AnalyticsEvent> event = domain::decode(record.payload);
    if (event.has_value()) {
      decoded.events.push_back({record.position, std::move(event.value())});
    } else {
      decoded.poison.push_back({record.position, record.payload, event.error().detail});
    }
  }
  return decoded;
}

domain::Strategy strategy_in_force(const ports::Flags& flags) {
  return domain::strategy_of(flags.text(domain::Flag::processing_strategy, kAsker));
}

// After a transaction that took `took`, at a duty below 1.
Nanos rest_after(Nanos took, double duty) { return std::min(kLongestRest, from_s(to_s(took) * (1 / duty - 1))); }

}  // namespace

Task<void> run_worker(WorkerPorts ports, ports::AnalyticsStore& store) {
  while (true) {
    const domain::Strategy strategy = strategy_in_force(ports.flags);
    const std::size_t max =
        strategy == domain::Strategy::per_event ? 1 : ports.policy.batch_size.load(std::memory_order_relaxed);
    std::vector<ports::LogRecord> records = co_await ports.queue.take(max);
    if (records.empty()) co_return;

    const Decoded decoded = decode_records(records);
    const std::uint64_t watermark = ports.consumer.low_watermark();
    const Instant began = ports.clock.now();
    const Result<domain::ApplyOutcome> outcome =
        co_await store.apply(decoded.events, decoded.poison, strategy, watermark);
    if (outcome.has_error()) {
      ports.queue.put_back(std::move(records));
      const bool reached = co_await ports.clock.sleep_for(kRetryWait);
      if (!reached) co_return;
      continue;
    }
    ports.consumer.committed(records, outcome.value(), watermark);
    const double duty = ports.policy.duty.load(std::memory_order_relaxed);
    if (duty < 1) {
      const bool rested = co_await ports.clock.sleep_for(rest_after(ports.clock.now() - began, duty));
      if (!rested) co_return;
    }
  }
}

}  // namespace souk::app
