// Shared by the simulator's tests: a world that is only a context and a clock.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <utility>

#include "ports/rethrow.hpp"
#include "sim/clock.hpp"
#include "sim/context.hpp"

namespace souk::sim {

struct TestWorld {
  Context context;
  Clock clock{context};

  void spawn(Task<void> task) { asio::co_spawn(context.executor(), std::move(task), rethrow); }
  void spawn(Task<void> task, asio::cancellation_slot slot) {
    asio::co_spawn(context.executor(), std::move(task), asio::bind_cancellation_slot(slot, rethrow));
  }
  // Runs the task, and whatever else there is, until it ends.
  template <class T>
  T get(Task<T> task) {
    std::optional<T> value;
    spawn(keep(std::move(task), &value));
    context.run();
    return std::move(value.value());
  }
  double now_ms() const { return to_ms(context.now() - Instant{}); }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* value) {
    value->emplace(co_await std::move(task));
  }
};

}  // namespace souk::sim
