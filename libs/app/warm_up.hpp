// Makes a new replica's connections to the store as quick as those of an old one, by the reads that the shop makes:
// each connection parses the schema, prepares the statements and loads the catalogue's pages when it is first asked,
// and better before a customer waits for that.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "app/live_settings.hpp"
#include "app/worker_control.hpp"
#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::app {

// What several warm-ups have done together. Read from any thread.
struct WarmUpMeter {
  std::atomic<std::uint64_t> reads{0};
  std::atomic<std::int64_t> yielded_ms{0};  // stood still because the core was slow
};

struct WarmUpPorts {
  ports::Clock& clock;
  const ports::Flags& flags;
  const LiveSettings& settings;
  std::function<CoreLatency()> core_latency;
  WarmUpMeter& meter;
  const std::atomic<bool>& stopping;
};

// Every app page is read once on every connection of `store`: all connections read the same page at the same time, so
// that each gets each. While deploy-guard is on, the reads take the share deploy.duty of the time, and none is made
// while the core's p99 is above deploy.target_ms; with it off they go at full speed. The flag is looked at before each
// page. Errors: deadline_exceeded (not done at `deadline`), cancelled (stopping), and those of the reads.
Task<Result<void>> warm_up(WarmUpPorts ports, ports::MarketStore& store, Instant deadline);

}  // namespace souk::app
