// How a coroutine of the house stops and goes on in the simulator.
//
// Waiting through asio::async_initiate costs a coroutine frame of its own and a handler whose executor, allocator and
// cancellation slot are looked up: of a simulated wait that is most. What it comes down to is here: the coroutine, with
// all that wait for it, is taken off its frame, kept by whoever will wake it, and put back. Asio counts the classes
// that do it among its details (Boost 1.81, asio/impl/awaitable.hpp), as in ports/start.hpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <utility>

#include "ports/start.hpp"
#include "ports/task.hpp"
#include "sim/context.hpp"

namespace souk::sim {

// A coroutine that waits. Destroying it unwinds the coroutine through its executor, a little later.
class Suspended {
 public:
  using Frame = asio::detail::awaitable_frame_base<asio::any_io_executor>;
  using Chain = asio::detail::awaitable_thread<asio::any_io_executor>;

  // Takes the coroutine off its frame, which must be suspended.
  explicit Suspended(Frame* frame) : chain_(std::move(*frame->detach_thread())) {}
  Suspended(Suspended&&) noexcept = default;
  Suspended& operator=(Suspended&&) = delete;

  // Goes on here and now, until the coroutine waits again or ends.
  void resume() && { chain_.launch(); }

  // What a coroutine is awaited with: a function object that is called with the suspended frame and returns this. If it
  // took nothing off the frame, the coroutine goes on at once.
  static Chain* taken() { return nullptr; }

 private:
  Chain chain_;
};

// Begins `task` here and now; it belongs to the present process.
inline void spawn(Context& context, Task<void> task) { start(context.any_executor(), std::move(task)); }

}  // namespace souk::sim
