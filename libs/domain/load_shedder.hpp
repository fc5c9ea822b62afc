// Refuses a share of the requests that can be done without, while those that cannot are slow. The share grows in large
// steps while the core's p99 is above its target and shrinks in small ones while it is well below: the crowd is still
// there when the core has recovered, and to let half of it back at once is to be flooded again a moment later, before
// the sensor, which looks back for seconds, has seen it. Which requests are refused is not drawn: each adds the share
// to an account, and pays with a refusal when it holds one. The same course of readings refuses the same requests.
#pragma once

#include <cstdint>

#include "domain/time.hpp"

namespace souk::domain {

class LoadShedder {
 public:
  struct Settings {
    Nanos target = std::chrono::milliseconds(100);
    Nanos interval = std::chrono::milliseconds(500);  // between steps: no faster than the sensor sees
    double up = 0.2;
    double down = 0.04;
    double calm = 0.7;   // of the target: below it the share shrinks, between the two it stays
    double most = 0.98;  // somebody has to show that it is over
  };
  struct Reading {
    Nanos core_p99{0};
    std::uint64_t samples = 0;  // without any there is nothing to protect
    Instant now;
  };

  explicit LoadShedder(const Settings& settings) : settings_(settings) {}
  void set_target(Nanos target) { settings_.target = target; }

  // True when it is time for another reading.
  bool is_due(Instant now) const { return now >= next_; }
  // The share from now on.
  double decide(const Reading& reading);
  double share() const { return share_; }
  // For the next request that can be done without.
  bool refuses();

 private:
  Settings settings_;
  double share_ = 0;
  double account_ = 0;
  Instant next_{};
};

}  // namespace souk::domain
