// How a thread that belongs to no io_context answers a coroutine.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <utility>

#include "domain/result.hpp"
#include "ports/task.hpp"

namespace souk::event_log {

// A handler with its answer: what is put on the executor of the coroutine that waits.
template <class Handler, class T>
struct Answer {
  Handler handler;
  Result<T> result;

  void operator()() { std::move(handler)(std::move(result)); }
};

// Never runs the handler here. The tracked executor keeps the context's run() from returning, and the context from
// being destroyed, before this thread has let go of it. Moves from `done`.
template <class T>
void answer(asio::any_completion_handler<void(Result<T>)>& done, Result<T> result) {
  using Handler = asio::any_completion_handler<void(Result<T>)>;
  const asio::any_completion_executor executor =
      asio::prefer(asio::get_associated_executor(done), asio::execution::outstanding_work.tracked);
  executor.execute(Answer<Handler, T>{std::move(done), std::move(result)});
}

}  // namespace souk::event_log
