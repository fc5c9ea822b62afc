// What every log does with an append before its writer sees it: check it, and queue it with the caller's handler.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "event_log/answer.hpp"
#include "event_log/append_queue.hpp"

namespace souk::event_log {

// Of the payloads and their record headers: what an append takes of the queue.
std::size_t stored_bytes(const std::vector<std::string>& payloads);

// Errors: too_large, against the port's limits or because the queue could never hold it.
Result<void> check_append(const std::vector<std::string>& payloads, std::size_t queue_payloads,
                          std::size_t queue_bytes);

// For asio::async_initiate: queues the request, or answers with the refusal.
struct StartAppend {
  AppendQueue* queue;

  template <class Handler>
  void operator()(Handler&& handler, std::vector<std::string> payloads, std::size_t bytes) const {
    const Result<void> reserved = queue->reserve(payloads.size(), bytes);
    if (reserved.has_error()) {
      const auto executor = asio::get_associated_executor(handler);
      asio::post(executor,
                 Answer<std::decay_t<Handler>, ports::AppendReceipt>{std::forward<Handler>(handler), reserved.error()});
      return;
    }
    AppendRequest::Done done(std::forward<Handler>(handler));
    queue->push(AppendRequestPtr(new AppendRequest{std::move(payloads), bytes, std::move(done)}));
  }
};

}  // namespace souk::event_log
