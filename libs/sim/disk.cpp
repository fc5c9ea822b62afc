#include "sim/disk.hpp"

#include <algorithm>

namespace souk::sim {

Task<Result<void>> Disk::sync(const ServiceTime& takes) {
  const Nanos usual = takes.draw(random_);
  const Nanos slowed = slowdown_ == 1 ? usual : from_s(to_s(usual) * slowdown_);
  co_await clock_.sleep_until(std::max(clock_.now() + slowed, stalled_until_));
  if (full_) co_return fail(Errc::no_space, "the simulated disk is full");
  co_return Result<void>();
}

}  // namespace souk::sim
