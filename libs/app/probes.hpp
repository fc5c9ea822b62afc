// The synthetic probes of the status page: one of each kind asks again and again what users ask, the way users ask it,
// and files how that went.
#pragma once

#include <atomic>
#include <vector>

#include "app/component_board.hpp"
#include "app/probe_table.hpp"

namespace souk::app {

class Probes {
 public:
  struct Ports {
    ports::Clock& clock;
    ports::MarketplaceClient& client;
    const LiveSettings& settings;  // how often, and how patient
    ComponentBoard& board;
  };
  struct Options {
    ProbeSubjects subjects;
    double stretch = 1;  // as the board's: probes that much rarer
    // A loop that has been asked to stop sees it after this at the latest, or after its probe.
    Nanos longest_nap = std::chrono::milliseconds(100);
  };
  // The ports outlive run().
  Probes(Ports ports, Options options);

  // One endless task for each kind, to be started now. For a world that ends its processes without asking.
  std::vector<Task<void>> loops();
  // All of them; returns once asked to stop. Probes of one kind do not overlap: one that takes longer than the interval
  // delays the next, and its latency counts from when it was to begin.
  Task<void> run();
  // From any thread. What is under way then is not filed any more.
  void request_stop() { stopping_ = true; }

 private:
  Task<void> repeat(Probe probe, std::string run, Instant first);
  Task<bool> wait_until(Instant due);

  Ports ports_;
  Options options_;
  std::atomic<bool> stopping_{false};
};

}  // namespace souk::app
