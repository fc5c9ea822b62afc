// The repair job of the counts: recounts every vendor's apps from the raw events and corrects what is wrong. The flag
// count-repair says whether it runs, and how:
//   whole    one transaction for all of them, as such a job is first written: nobody else writes until it is through;
//   batched  a few vendors a transaction, as many as the core's latency allows, with a rest after each.
// Once through, it waits until the flag is set to something else.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "app/live_settings.hpp"
#include "app/worker_control.hpp"
#include "domain/catch_up_controller.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::app {

class CountRepair {
 public:
  struct Ports {
    ports::Clock& clock;
    ports::Flags& flags;
    ports::MarketStore& store;
    LiveSettings& settings;
    std::function<CoreLatency()> core_latency;
    Nanos pause = std::chrono::milliseconds(100);  // between looks at the flag
    Nanos latency_window = std::chrono::seconds(2);
  };
  // Since the process started.
  struct Progress {
    std::uint64_t vendors = 0;    // recounted
    std::uint64_t corrected = 0;  // rows that were wrong
    std::uint64_t runs = 0;       // through all vendors
  };

  explicit CountRepair(Ports ports);

  // Runs until request_stop(), looking at the flag from time to time.
  Task<void> run();
  // For whoever is told of changes of the flag: runs until there is nothing to do. Only if it is_due().
  Task<void> run_while_due();
  // Looks at the flag: does it ask for a run that is not under way?
  bool is_due();
  void request_stop() { stopping_ = true; }
  // One look at the flag, and one transaction if there is something to do; true if there was. `rest`: how long nobody
  // should be asked again.
  Task<bool> step(Nanos& rest);
  Progress progress() const;
  // Why the last run ended before it was through; empty if it did not.
  std::string failure() const;

 private:
  void begin(const std::string& mode);
  std::size_t batch();
  void note(const domain::Recounted& recounted);

  Ports ports_;
  std::string mode_ = "off";  // the flag as it was last seen
  bool through_ = true;
  bool under_way_ = false;
  std::int64_t last_vendor_ = 0;
  domain::CatchUpController pace_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  Progress progress_;
  std::string failure_;
};

}  // namespace souk::app
