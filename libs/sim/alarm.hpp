// Something that is called at its time, unless its owner goes away or calls it off before.
#pragma once

#include <utility>

#include "sim/context.hpp"

namespace souk::sim {

class Alarm {
 public:
  Alarm() = default;
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { call_off(); }

  // Calls `function` at `at`, in place of what was set before.
  template <class Function>
  void set(Context& context, Instant at, Function function) {
    call_off();
    auto* pending = new PendingCall<Function>(*this, context, std::move(function));
    pending_ = pending;
    context.schedule(at, pending);
  }
  void call_off() {
    if (pending_ != nullptr) std::exchange(pending_, nullptr)->forget();
  }

 private:
  class Pending : public Entry {
   public:
    Pending(Alarm& alarm, Context& context) : alarm_(&alarm), context_(context) {}
    void forget() {
      alarm_ = nullptr;
      context_.cancel(this);
    }

   protected:
    ~Pending() override {
      if (alarm_ != nullptr) alarm_->pending_ = nullptr;
    }

   private:
    Alarm* alarm_;  // null once nobody needs it any more
    Context& context_;
  };
  template <class Function>
  class PendingCall final : public Pending {
   public:
    PendingCall(Alarm& alarm, Context& context, Function function)
        : Pending(alarm, context), function_(std::move(function)) {}

   private:
    void run_and_delete() override {
      Function function(std::move(function_));
      delete this;
      function();
    }
    Function function_;
  };

  Pending* pending_ = nullptr;
};

}  // namespace souk::sim
