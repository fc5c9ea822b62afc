// A coroutine that waits for something other than time: its turn, a core, an answer. The waiter lives in the
// coroutine's frame, whoever wakes it holds a pointer to it.
#pragma once

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "sim/alarm.hpp"
#include "sim/suspended.hpp"

namespace souk::sim {

class Waiter {
 public:
  explicit Waiter(Context& context) : context_(context) {}
  // Destroyed while it waits only when its whole coroutine is: the parked entry is on its way out then. Whoever holds a
  // pointer to it has to be told by the owner of the waiter.
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // To be awaited, by one coroutine, once: suspends until wake(); gets its turn at once if that was called already. It
  // does not end by cancellation: whoever is waited for, or the alarm, has to end it.
  auto wait() { return Wait{this}; }
  // The same, but the coroutine's cancellation wakes it too.
  Task<void> wait_or_cancel() {
    auto slot = (co_await asio::this_coro::cancellation_state).slot();
    if (slot.is_connected()) slot.assign(Cancel{this});
    co_await wait();
    if (slot.is_connected()) slot.clear();
  }
  // Resumes the coroutine in its turn. Nothing if it was woken before.
  void wake() {
    if (woken_) return;
    if (Entry* entry = end_wait()) context_.post(entry);
  }
  // Resumes it here and now: for callers that are done with what the coroutine may touch.
  void wake_here() {
    if (woken_) return;
    if (Entry* entry = end_wait()) context_.run_here(entry);
  }
  bool woken() const { return woken_; }

  // Calls `function` at `at` unless it is woken before. One at a time.
  template <class Function>
  void set_alarm(Instant at, Function function) {
    alarm_.set(context_, at, std::move(function));
  }

 private:
  class Parked final : public Entry {
   public:
    Parked(Waiter& waiter, Suspended coroutine) : waiter_(waiter), coroutine_(std::move(coroutine)) {}
    // Destroyed with its process: the coroutine is unwound, and with it the waiter, a little later.
    ~Parked() override {
      if (abandoned_) waiter_.parked_ = nullptr;
    }

   private:
    void run_and_delete() override {
      Suspended coroutine(std::move(coroutine_));
      abandoned_ = false;
      delete this;
      std::move(coroutine).resume();
    }
    Waiter& waiter_;
    Suspended coroutine_;
    bool abandoned_ = true;
  };
  struct Wait {
    Waiter* waiter;
    Suspended::Chain* operator()(Suspended::Frame* frame) const {
      auto* entry = new Parked(*waiter, Suspended(frame));
      if (waiter->woken_) {
        waiter->context_.post(entry);
      } else {
        waiter->parked_ = entry;
        waiter->context_.park(entry);
      }
      return Suspended::taken();
    }
  };
  struct Cancel {
    Waiter* waiter;
    void operator()(asio::cancellation_type type) const {
      if (type != asio::cancellation_type::none) waiter->wake();
    }
  };
  // The entry of the coroutine that waits, if it does so already.
  Entry* end_wait() {
    woken_ = true;
    alarm_.call_off();
    Entry* entry = std::exchange(parked_, nullptr);
    if (entry != nullptr) context_.unpark(entry);
    return entry;
  }

  Context& context_;
  Entry* parked_ = nullptr;
  Alarm alarm_;
  bool woken_ = false;
};

}  // namespace souk::sim
