#include "sim/network.hpp"

#include <algorithm>

namespace souk::sim {

std::optional<Instant> Network::arrival(Way way, std::size_t bytes) {
  const auto direction = static_cast<std::size_t>(way);
  if (cut_[direction]) return std::nullopt;
  if (loss_ > 0 && random_.chance(loss_)) return std::nullopt;
  Instant sent = context_.now();
  if (bytes_per_s_ > 0) {
    sent = std::max(sent, free_at_[direction]) + from_s(static_cast<double>(bytes) / bytes_per_s_);
    free_at_[direction] = sent;
  }
  return sent + latency_.draw(random_) + extra_;
}

void Network::set_fault(const domain::NetworkFault& fault) {
  using domain::Cut;
  set_loss(fault.loss);
  set_repeat(fault.repeat);
  set_extra_latency(fault.delay);
  set_cut(Way::to_service, fault.cut == Cut::to_service || fault.cut == Cut::both);
  set_cut(Way::to_user, fault.cut == Cut::to_user || fault.cut == Cut::both);
}

}  // namespace souk::sim
