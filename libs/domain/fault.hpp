// What a drill can break in the world around the service: its disk and the way between it and its users. Only a
// simulated world can be told so; a live one has the disk and the network that it has.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace souk::domain {

struct DiskFault {
  // ok: healthy. full: nothing becomes durable. slow: every sync takes `factor` times as long. stall: no sync ends for
  // `time`, from now on.
  enum class Kind : std::uint8_t { ok, full, slow, stall };
  Kind kind = Kind::ok;
  double factor = 1;
  Nanos time{0};
};
inline constexpr std::array<std::string_view, 4> kDiskFaultNames{"ok", "full", "slow", "stall"};

// Which way is cut: nothing that is sent on it arrives.
enum class Cut : std::uint8_t { none, to_service, to_user, both };
inline constexpr std::array<std::string_view, 4> kCutNames{"none", "to-service", "to-user", "both"};

// All of the network's faults at once: what a drill does not name is healthy.
struct NetworkFault {
  double loss = 0;    // share of messages that get lost, each way
  double repeat = 0;  // share of requests that arrive twice, as a proxy sends them again
  Nanos delay{0};     // on top of the usual latency, each way
  Cut cut = Cut::none;
  bool healthy() const { return loss == 0 && repeat == 0 && delay == Nanos{0} && cut == Cut::none; }
};

// What changes; a part that is absent stays as it is.
struct Faults {
  std::optional<DiskFault> disk;
  std::optional<NetworkFault> network;
};
// Everything healthy again.
inline Faults no_faults() { return {DiskFault{}, NetworkFault{}}; }

// As in a drill file: "full", "slow 10x", "stall 2s", "ok".
std::string text_of(const DiskFault& fault);
// "disk: slow 10x, network: loss 5%, delay 50ms"
std::string text_of(const Faults& faults);

}  // namespace souk::domain
