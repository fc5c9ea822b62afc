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

}  // namespace souk::sim
