// The Clock port on virtual time.
#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "ports/clock.hpp"
#include "sim/context.hpp"
#include "sim/suspended.hpp"

namespace souk::sim {

// A sleeping coroutine. Woken by time with true, by cancellation with false.
template <class Handler>
class Sleep final : public Entry {
 public:
  Sleep(Context& context, Handler handler, bool forever)
      : context_(context), handler_(std::move(handler)), forever_(forever) {
    auto slot = asio::get_associated_cancellation_slot(handler_);
    if (slot.is_connected()) slot.assign(Interrupt{this});
  }

 private:
  struct Interrupt {
    Sleep* sleep;
    void operator()(asio::cancellation_type type) const {
      if (type != asio::cancellation_type::none) sleep->interrupt();
    }
  };

  void run_and_delete() override {
    Handler handler(std::move(handler_));
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.clear();
    delete this;
    std::move(handler)(true);
  }

  // Takes the handler out of the slot first (it is the one that is being called: nothing of it is needed any more), so
  // that a second signal finds nobody.
  void interrupt() {
    Handler handler(std::move(handler_));
    asio::get_associated_cancellation_slot(handler).clear();
    Context& context = context_;
    if (forever_) {
      context.unpark(this);
      delete this;
    } else {
      context.cancel(this);
    }
    context.call([woken = std::move(handler)]() mutable { std::move(woken)(false); });
  }

  Context& context_;
  Handler handler_;
  bool forever_;
};

class Clock final : public ports::Clock {
 public:
  explicit Clock(Context& context) : context_(context) {}

  Instant now() const override { return context_.now(); }
  UnixMs unix_ms() const override { return context_.unix_ms(); }
  Task<bool> sleep_until(Instant when) override {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(bool)>(Start{&context_, when},
                                                                            asio::use_awaitable);
  }
  // To be awaited: time passes until `when`, not kNever; at once if that is over. For the parts of the machine: no
  // cancellation ends it, but the end of its process does.
  auto pass_until(Instant when) { return Pass{&context_, when}; }
  auto pass_for(Nanos duration) { return pass_until(now() + duration); }

 private:
  struct Start {
    Context* context;
    Instant when;
    template <class Handler>
    void operator()(Handler&& handler) const {
      using Kind = Sleep<std::decay_t<Handler>>;
      auto* sleep = new Kind(*context, std::forward<Handler>(handler), when == kNever);
      if (when == kNever) {
        context->park(sleep);
      } else {
        context->schedule(when, sleep);
      }
    }
  };
  class Passing final : public Entry {
   public:
    explicit Passing(Suspended coroutine) : coroutine_(std::move(coroutine)) {}

   private:
    void run_and_delete() override {
      Suspended coroutine(std::move(coroutine_));
      delete this;
      std::move(coroutine).resume();
    }
    Suspended coroutine_;
  };
  struct Pass {
    Context* context;
    Instant when;
    Suspended::Chain* operator()(Suspended::Frame* frame) const {
      if (when > context->now()) context->schedule(when, new Passing(Suspended(frame)));
      return Suspended::taken();
    }
  };
  Context& context_;
};

}  // namespace souk::sim
