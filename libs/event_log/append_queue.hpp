// The bounded queue between the coroutines that append and the thread that writes. Bounded by payloads and by bytes,
// counted from push until release, so that what is being written still counts. Order: of each pushing thread only.
#pragma once

#include <blockingconcurrentqueue.h>

#include <atomic>
#include <boost/asio/any_completion_handler.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/event_log.hpp"

namespace souk::event_log {

struct AppendRequest {
  // Boost 1.81's any_completion_handler cannot be assigned, only constructed.
  using Done = asio::any_completion_handler<void(Result<ports::AppendReceipt>)>;

  std::vector<std::string> payloads;
  std::size_t bytes = 0;  // of the payloads and their record headers
  Done done;
};
using AppendRequestPtr = std::unique_ptr<AppendRequest>;

class AppendQueue {
 public:
  // `max_payloads` up to 2^26, `max_bytes` up to 2^36.
  AppendQueue(std::size_t max_payloads, std::size_t max_bytes);

  // Takes room for a request that will be pushed. Errors: overloaded (full), unavailable (closed). Never waits.
  Result<void> reserve(std::size_t payloads, std::size_t bytes);
  // Room must have been reserved. Out of memory ends the program.
  void push(AppendRequestPtr request) noexcept;
  // Gives the room of a request back, once it was dealt with.
  void release(std::size_t payloads, std::size_t bytes);
  // No room is given out from now on.
  void close();

  // For the one taking thread: waits for a request, then adds those that are queued while the sum of their bytes stays
  // within `max_bytes`. False: closed and empty. Room must be released before the next call.
  bool take(std::vector<AppendRequestPtr>& requests, std::size_t max_bytes);

 private:
  std::size_t max_payloads_;
  std::size_t max_bytes_;
  // Closed bit, payloads and bytes in one word: they change together, and after the close nothing can slip in.
  std::atomic<std::uint64_t> used_{0};
  moodycamel::BlockingConcurrentQueue<AppendRequestPtr> queue_;
  AppendRequestPtr held_back_;  // taken, but too large for the last answer
};

}  // namespace souk::event_log
