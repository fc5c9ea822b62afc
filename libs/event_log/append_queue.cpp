#include "event_log/append_queue.hpp"

#include <fmt/format.h>

#include <utility>

namespace souk::event_log {
namespace {

constexpr int kPayloadShift = 37;
constexpr std::uint64_t kBytesMask = (std::uint64_t{1} << kPayloadShift) - 1;
constexpr std::uint64_t kClosed = std::uint64_t{1} << 63;

constexpr std::uint64_t pack(std::size_t payloads, std::size_t bytes) {
  return (std::uint64_t{payloads} << kPayloadShift) | bytes;
}

}  // namespace

AppendQueue::AppendQueue(std::size_t max_payloads, std::size_t max_bytes)
    : max_payloads_(max_payloads), max_bytes_(max_bytes) {}

Result<void> AppendQueue::reserve(std::size_t payloads, std::size_t bytes) {
  std::uint64_t used = used_.load(std::memory_order_relaxed);
  while (true) {
    if ((used & kClosed) != 0) return fail(Errc::unavailable, "the event journal is closing");
    const std::uint64_t used_payloads = used >> kPayloadShift;
    const std::uint64_t used_bytes = used & kBytesMask;
    if (used_payloads + payloads > max_payloads_ || used_bytes + bytes > max_bytes_) {
      return fail(Errc::overloaded, fmt::format("the event journal's queue is full: {} payloads of {}, {} bytes of {}",
                                                used_payloads, max_payloads_, used_bytes, max_bytes_));
    }
    if (used_.compare_exchange_weak(used, used + pack(payloads, bytes), std::memory_order_acq_rel)) return {};
  }
}

void AppendQueue::push(AppendRequestPtr request) noexcept {
  if (!queue_.enqueue(std::move(request))) std::terminate();
}

void AppendQueue::release(std::size_t payloads, std::size_t bytes) {
  used_.fetch_sub(pack(payloads, bytes), std::memory_order_acq_rel);
}

void AppendQueue::close() {
  used_.fetch_or(kClosed, std::memory_order_acq_rel);
  push(nullptr);  // wakes the taker, which may be waiting for a request that will not come
}

bool AppendQueue::take(std::vector<AppendRequestPtr>& requests, std::size_t max_bytes) {
  requests.clear();
  AppendRequestPtr next = std::move(held_back_);
  while (next == nullptr) {
    // Room in use now belongs to requests that were pushed or are about to be: waiting for them ends.
    if (used_.load(std::memory_order_acquire) == kClosed) return false;
    queue_.wait_dequeue(next);
  }
  std::size_t bytes = next->bytes;
  requests.push_back(std::move(next));
  while (queue_.try_dequeue(next)) {
    if (next == nullptr) continue;
    if (bytes + next->bytes > max_bytes) {
      held_back_ = std::move(next);
      break;
    }
    bytes += next->bytes;
    requests.push_back(std::move(next));
  }
  return true;
}

}  // namespace souk::event_log
