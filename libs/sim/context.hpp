// The simulated world's execution context: one thread, virtual time, everything in the order of (time, sequence).
// Whatever runs is a function of the seed alone.
//
// Time moves only when nothing is left to do now: it jumps to the earliest entry. One that is cancelled is gone at once
// and moves no time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "domain/time.hpp"
#include "sim/entry.hpp"
#include "sim/timed_heap.hpp"
#include "sim/trace_hash.hpp"

namespace souk::sim {

namespace asio = boost::asio;

class Context final : public asio::execution_context {
 public:
  class Executor;

  // Virtual time starts at zero, `epoch` is its date.
  explicit Context(UnixMs epoch = 1'583'366'400'000);
  ~Context();

  Executor executor() noexcept;
  const asio::any_io_executor& any_executor() const { return any_executor_; }  // the same, type-erased
  Instant now() const { return now_; }
  UnixMs unix_ms() const { return epoch_ + now_.time_since_epoch() / std::chrono::milliseconds(1); }

  // Runs `entry` at `at`, not before now. kNever is a mistake: an entry that never runs would keep its waiter for ever.
  void schedule(Instant at, Entry* entry);
  // Destroys an entry that was scheduled and has not run, without running it.
  void cancel(Entry* entry) {
    // One whose process is being killed is destroyed with the others of it.
    if (heap_.remove(entry)) entry->discard();
  }
  // Runs `entry` as soon as what was posted before has run, at the present time.
  void post(Entry* entry);
  template <class Function>
  void call(Function function) {
    post(new EntryOf<std::decay_t<Function>>(std::move(function)));
  }
  template <class Function>
  void call_at(Instant at, Function function) {
    schedule(at, new EntryOf<std::decay_t<Function>>(std::move(function)));
  }

  // Keeps `entry`, which waits for something other than time, until unpark(). What is parked when the world ends is
  // destroyed with it.
  void park(Entry* entry);
  // The owner posts it, runs it or deletes it.
  void unpark(Entry* entry);
  // Runs an unparked entry here and now, as the process it belongs to.
  void run_here(Entry* entry) {
    const Scope scope(*this, entry->process_);
    entry->run_and_delete();
  }

  // Runs what is due up to and including `until`, then stops with now() == until. Without `until` it runs until nothing
  // is left, and time stays at the last entry. stop() ends it early. Returns how many entries ran. Throws
  // std::logic_error if somebody brought a timer, a socket or a thread of the real world into this context, and what an
  // entry throws.
  std::uint64_t run(Instant until = kNever);
  void stop() { stopped_ = true; }
  // Throws away everything that is left without running it: the world ends. Coroutines that wait are destroyed.
  void clear();

  // Whose code is running.
  Process process() const { return process_; }
  // What begins while it lives belongs to `process`.
  class Scope {
   public:
    Scope(Context& context, Process process) : context_(context), before_(std::exchange(context.process_, process)) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { context_.process_ = before_; }

   private:
    Context& context_;
    Process before_;
  };
  // Ends a process as SIGKILL does: what it has under way is destroyed wherever it waits, nothing of it runs again.
  // (Destructors run.) Not for the process that calls it.
  void kill(Process process);

  bool idle() const { return ready_.empty() && heap_.empty(); }
  std::size_t pending() const { return ready_.size() + heap_.size(); }
  std::uint64_t entries_run() const { return entries_run_; }

  // Hash over (time, sequence) of everything that ran and over what components mix in: same seed, same hash.
  TraceHash& trace() { return trace_; }
  std::uint64_t trace_hash() const { return trace_.value(); }

  bool running_here() const { return running_; }

 private:
  // First in, first out, in one piece of memory that grows and is used again.
  class Ready {
   public:
    bool empty() const { return first_ == last_; }
    std::size_t size() const { return last_ - first_; }
    void push(Timed timed);
    const Timed& front() const { return ring_[first_ & mask_]; }
    void pop() { ++first_; }
    // From the oldest on.
    Timed& at(std::size_t index) { return ring_[(first_ + index) & mask_]; }

   private:
    std::vector<Timed> ring_ = std::vector<Timed>(1'024);
    std::size_t mask_ = 1'023;
    std::size_t first_ = 0, last_ = 0;
  };

  void claim(Entry* entry) {
    if (entry->process_ == Entry::kUndecided) entry->process_ = process_;
  }
  // The next entry, taken out; moves time. Null: nothing is due up to `until`.
  Entry* take_next(Instant until);
  void check_for_guests();

  UnixMs epoch_;
  Instant now_{};
  std::uint64_t next_sequence_ = 0;
  std::uint64_t entries_run_ = 0;
  Ready ready_;     // due now, in order
  TimedHeap heap_;  // due later
  TraceHash trace_;
  Entry* parked_ = nullptr;  // head of a list
  Process process_ = kWorld;
  bool stopped_ = false;
  bool running_ = false;
  asio::any_io_executor any_executor_;
};

// A standard executor: everything that asio can do with an io_context's executor it can do with this one, except
// timers and sockets of the real world.
class Context::Executor {
 public:
  explicit Executor(Context& context, bool may_run_inline = true) noexcept
      : context_(&context), may_run_inline_(may_run_inline) {}

  Context& query(asio::execution::context_t) const noexcept { return *context_; }
  asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept {
    return may_run_inline_ ? asio::execution::blocking_t(asio::execution::blocking.possibly)
                           : asio::execution::blocking_t(asio::execution::blocking.never);
  }
  Executor require(asio::execution::blocking_t::never_t) const noexcept { return Executor(*context_, false); }
  Executor require(asio::execution::blocking_t::possibly_t) const noexcept { return Executor(*context_, true); }

  template <class Function>
  void execute(Function function) const {
    if (may_run_inline_ && context_->running_here()) {
      Function here(std::move(function));
      here();
      return;
    }
    context_->call(std::move(function));
  }

  friend bool operator==(const Executor& a, const Executor& b) noexcept {
    return a.context_ == b.context_ && a.may_run_inline_ == b.may_run_inline_;
  }
  friend bool operator!=(const Executor& a, const Executor& b) noexcept { return !(a == b); }

 private:
  Context* context_;
  bool may_run_inline_;
};

inline Context::Executor Context::executor() noexcept { return Executor(*this); }

}  // namespace souk::sim
