#include "sim/disk.hpp"

#include <algorithm>

namespace souk::sim {

Task<Result<void>> Disk::sync(const ServiceTime& takes) {
  const Nanos usual = takes.draw(random_);
  const Nanos slowed = slowdown_ == 1 ? usual : from_s(to_s(usual) * slowdown_);
  co_await clock_.pass_until(std::max(clock_.now() + slowed, stalled_until_));
  if (full_) co_return fail(Errc::no_space, "the simulated disk is full");
  co_return Result<void>();
}

void Disk::set_fault(const domain::DiskFault& fault) {
  using Kind = domain::DiskFault::Kind;
  set_full(fault.kind == Kind::full);
  set_slowdown(fault.kind == Kind::slow ? fault.factor : 1);
  stall_until(fault.kind == Kind::stall ? clock_.now() + fault.time : Instant{});
}

}  // namespace souk::sim
