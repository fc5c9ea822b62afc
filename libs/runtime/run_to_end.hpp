// Runs one task on the calling thread until it has ended, for the few places outside any coroutine that need an answer.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "ports/task.hpp"

namespace souk::runtime {

// Throws what the task throws.
template <class T>
T run_to_end(Task<T> task) {
  asio::io_context context{1};
  std::optional<T> result;
  asio::co_spawn(context, std::move(task), [&result](const std::exception_ptr& error, T value) {
    if (error) std::rethrow_exception(error);
    result.emplace(std::move(value));
  });
  context.run();
  return std::move(*result);
}

}  // namespace souk::runtime
