#include "sim/heap.hpp"

#include <cmath>
#include <utility>

namespace souk::sim {

Heap::Allocation::Allocation(Allocation&& other) noexcept
    : heap_(std::exchange(other.heap_, nullptr)), bytes_(other.bytes_) {}

Heap::Allocation::~Allocation() {
  if (heap_ != nullptr) heap_->in_requests_ -= bytes_;
}

Heap::Allocation Heap::allocate(std::uint64_t bytes) {
  if (used_ + bytes > options_.size) collect();
  used_ += bytes;
  in_requests_ += bytes;
  return {*this, bytes};
}

void Heap::collect() {
  used_ = live();
  ++collections_;
  const Nanos pause =
      options_.pause_base + Nanos{std::llround(static_cast<double>(used_) * options_.pause_ns_per_byte)};
  paused_ += pause;
  cores_.pause(pause);
}

}  // namespace souk::sim
