// The flag load-shedding: while the core is slow, a part of everybody else's requests is refused at the door, before
// it costs anything.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

#include "app/live_settings.hpp"
#include "app/worker_control.hpp"
#include "domain/load_shedder.hpp"
#include "domain/owner.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::app {

// Safe to use from several io threads.
class LoadShedding {
 public:
  struct Ports {
    const ports::Flags& flags;
    const ports::Clock& clock;
    const LiveSettings& settings;
    std::function<CoreLatency()> core_latency;
  };

  explicit LoadShedding(Ports ports) : ports_(std::move(ports)) {}

  // unavailable: this request is one of those that have to go. Never one of the core's, or the operator's.
  Result<void> admit(domain::Owner owner, const domain::FlagContext& asker);

  // Since the beginning.
  std::uint64_t refused() const { return refused_; }

 private:
  bool refuses();

  Ports ports_;
  std::mutex mutex_;
  domain::LoadShedder shedder_{domain::LoadShedder::Settings{}};
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace souk::app
