// The way between users and service. One direction at a time, because a cut may be one-sided.
#pragma once

#include <cstddef>
#include <optional>

#include "domain/fault.hpp"
#include "domain/random.hpp"
#include "sim/context.hpp"
#include "sim/model.hpp"

namespace souk::sim {

class Network {
 public:
  enum class Way : std::uint8_t { to_service, to_user };

  Network(Context& context, const ServiceTime& latency, std::uint64_t seed)
      : context_(context), latency_(latency), random_(seed, "network") {}

  // When a message of `bytes` that leaves now is there; nothing if it is lost on the way. Messages on one way with a
  // bandwidth go one behind the other.
  std::optional<Instant> arrival(Way way, std::size_t bytes);

  // Whether a request arrives a second time, as a proxy sends one again.
  bool repeats() { return repeat_ > 0 && random_.chance(repeat_); }

  // Faults.
  void set_repeat(double probability) { repeat_ = probability; }
  // As a drill says it; takes the place of what it was told before. The bandwidth stays.
  void set_fault(const domain::NetworkFault& fault);
  void set_loss(double probability) { loss_ = probability; }
  void set_extra_latency(Nanos extra) { extra_ = extra; }
  void set_bandwidth(double bytes_per_s) { bytes_per_s_ = bytes_per_s; }  // 0 = unlimited
  void set_cut(Way way, bool cut) { cut_[static_cast<std::size_t>(way)] = cut; }

 private:
  Context& context_;
  const ServiceTime& latency_;
  domain::Random random_;
  double loss_ = 0;
  double repeat_ = 0;
  Nanos extra_{0};
  double bytes_per_s_ = 0;
  std::array<bool, 2> cut_{};
  std::array<Instant, 2> free_at_{};
};

}  // namespace souk::sim
