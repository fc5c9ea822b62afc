#include "domain/retry_budget.hpp"

namespace souk::domain {

std::size_t RetryBudget::advance(Instant now) {
  return windows_.advance(now, [this](std::size_t slot) {
    total_.requests -= slots_[slot].requests;
    total_.retries -= slots_[slot].retries;
    slots_[slot] = {};
  });
}

void RetryBudget::on_request(Instant now) {
  ++slots_[advance(now)].requests;
  ++total_.requests;
}

std::uint64_t RetryBudget::available(Instant now) {
  advance(now);
  const double earned =
      settings_.ratio * static_cast<double>(total_.requests) + settings_.reserve_per_s * to_s(settings_.window);
  // Sums such as 0.1 * 30 may fall a hair below the whole number that they mean.
  const auto allowed = static_cast<std::uint64_t>(earned + 1e-9);
  return allowed > total_.retries ? allowed - total_.retries : 0;
}

bool RetryBudget::try_spend(Instant now) {
  if (available(now) == 0) {
    ++refused_;
    return false;
  }
  ++slots_[advance(now)].retries;
  ++total_.retries;
  return true;
}

}  // namespace souk::domain
