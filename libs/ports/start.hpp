// How a coroutine begins that nobody awaits, where there are millions of them.
//
// asio::co_spawn goes through the executor twice, and copies it, type-erased, about ten times: for a user who asks one
// question that is a good part of all that is done for him. What it comes down to is here. Asio counts the class that
// does it among its details (Boost 1.81, asio/impl/awaitable.hpp).
#pragma once

#include <utility>

#include "ports/task.hpp"

namespace souk {
namespace start_detail {

using EntryPoint = asio::awaitable<asio::detail::awaitable_thread_entry_point>;
inline EntryPoint enter(Task<void> task) { co_await std::move(task); }

}  // namespace start_detail

// Begins `task` here and now: it runs to its first wait before this returns, and goes on from there on `executor`,
// whose thread must be the caller's. Nothing cancels it. What it throws comes out here if it was thrown before the
// first wait, and out of the executor afterwards: a task that may fail has to deal with it itself.
inline void start(const asio::any_io_executor& executor, Task<void> task) {
  asio::detail::awaitable_thread<asio::any_io_executor>(start_detail::enter(std::move(task)), executor,
                                                        asio::cancellation_slot(), asio::cancellation_state())
      .launch();
}

}  // namespace souk
