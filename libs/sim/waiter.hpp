// A coroutine that waits for something other than time: its turn, a core, an answer. The waiter lives in the
// coroutine's frame, whoever wakes it holds a pointer to it.
#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

#include "ports/task.hpp"
#include "sim/context.hpp"

namespace souk::sim {

class Waiter {
 public:
  explicit Waiter(Context& context) : context_(context) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  // Destroyed while it waits only when its whole coroutine is: the parked entry is on its way out then. Whoever holds a
  // pointer to it has to be told by the owner of the waiter.
  ~Waiter() { cancel_alarm(); }

  // Suspends until wake(). At once if that was called already. One coroutine, once. It does not end by cancellation:
  // whoever is waited for, or the alarm, has to end it.
  Task<void> wait() {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(Park{this, false}, asio::use_awaitable);
  }
  // The same, but the coroutine's cancellation wakes it too.
  Task<void> wait_or_cancel() {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(Park{this, true}, asio::use_awaitable);
  }
  // Resumes the coroutine in its turn. Nothing if it was woken before.
  void wake() {
    if (woken_) return;
    woken_ = true;
    cancel_alarm();
    if (Entry* entry = std::exchange(parked_, nullptr)) {
      context_.unpark(entry);
      context_.post(entry);
    }
  }
  // Resumes it here and now: for callers that are done with what the coroutine may touch.
  void wake_here() {
    if (woken_) return;
    woken_ = true;
    cancel_alarm();
    if (Entry* entry = std::exchange(parked_, nullptr)) {
      context_.unpark(entry);
      context_.run_here(entry);
    }
  }
  bool woken() const { return woken_; }

  // Calls `function` at `at` unless it is woken before. One at a time.
  template <class Function>
  void set_alarm(Instant at, Function function) {
    auto* alarm = new AlarmOf<Function>(*this, std::move(function));
    alarm_ = alarm;
    context_.schedule(at, alarm);
  }

 private:
  class Alarm : public Entry {
   public:
    explicit Alarm(Waiter& waiter) : waiter_(&waiter) {}
    void forget() {
      waiter_ = nullptr;
      cancel();
    }

   protected:
    ~Alarm() override {
      if (waiter_ != nullptr) waiter_->alarm_ = nullptr;
    }

   private:
    Waiter* waiter_;  // null once the waiter needs it no more
  };
  template <class Function>
  class AlarmOf final : public Alarm {
   public:
    AlarmOf(Waiter& waiter, Function function) : Alarm(waiter), function_(std::move(function)) {}

   private:
    void run_and_delete() override {
      Function function(std::move(function_));
      delete this;
      function();
    }
    Function function_;
  };
  template <class Handler>
  class Parked final : public Entry {
   public:
    Parked(Waiter& waiter, Handler handler) : waiter_(waiter), handler_(std::move(handler)) {}
    // Destroyed with its process: asio unwinds the coroutine, and with it the waiter, a little later.
    ~Parked() override {
      if (abandoned_) waiter_.parked_ = nullptr;
    }

   private:
    void run_and_delete() override {
      Handler handler(std::move(handler_));
      auto slot = asio::get_associated_cancellation_slot(handler);
      if (slot.is_connected()) slot.clear();
      abandoned_ = false;
      delete this;
      std::move(handler)();
    }
    Waiter& waiter_;
    Handler handler_;
    bool abandoned_ = true;
  };
  struct Cancel {
    Waiter* waiter;
    void operator()(asio::cancellation_type type) const {
      if (type != asio::cancellation_type::none) waiter->wake();
    }
  };
  struct Park {
    Waiter* waiter;
    bool cancellable;
    template <class Handler>
    void operator()(Handler&& handler) const {
      auto slot = asio::get_associated_cancellation_slot(handler);
      if (cancellable && slot.is_connected()) slot.assign(Cancel{waiter});
      auto* entry = new Parked<std::decay_t<Handler>>(*waiter, std::forward<Handler>(handler));
      if (waiter->woken_) {
        waiter->context_.post(entry);
      } else {
        waiter->parked_ = entry;
        waiter->context_.park(entry);
      }
    }
  };
  void cancel_alarm() {
    if (alarm_ != nullptr) std::exchange(alarm_, nullptr)->forget();
  }

  Context& context_;
  Entry* parked_ = nullptr;
  Alarm* alarm_ = nullptr;
  bool woken_ = false;
};

}  // namespace souk::sim
