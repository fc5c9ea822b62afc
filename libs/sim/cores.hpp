// CPU cores under processor sharing: with more jobs than cores everybody gets an equal part, as a fair scheduler with
// a short time slice gives. (Kleinrock, "Queueing Systems", vol. 2, 1976, section 4.4; here with n servers: each of k
// jobs runs at min(1, n/k).)
#pragma once

#include <cstdint>
#include <vector>

#include "ports/task.hpp"
#include "sim/waiter.hpp"

namespace souk::sim {

class Cores {
 public:
  Cores(Context& context, unsigned count);

  // A job: from its making on it gets its part of the cores, until it got `amount` of core time. In the frame of the
  // coroutine that awaits its end, and leaves the cores with it if that is destroyed before.
  class Work {
   public:
    Work(Cores& cores, Nanos amount);
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    ~Work() {
      if (under_way_ && !waiter_.woken()) cores_.remove(&waiter_);
    }
    // To be awaited. At once for nothing.
    auto done() { return Done{this}; }

   private:
    struct Done {
      Work* work;
      Suspended::Chain* operator()(Suspended::Frame* frame) const {
        return work->under_way_ ? work->waiter_.wait()(frame) : Suspended::taken();
      }
    };
    Cores& cores_;
    Waiter waiter_;
    bool under_way_;
  };
  // The same as a task of its own.
  Task<void> work(Nanos amount);

  unsigned count() const { return count_; }
  std::size_t jobs() const { return jobs_.size(); }
  // Core time given so far.
  Nanos used() const { return used_; }
  // A drill takes cores away or adds some; jobs under way go on with the new share.
  void set_count(unsigned count);
  // Nobody gets anything for that long: a runtime that collects its garbage, a machine that is suspended. Behind a
  // pause that is under way.
  void pause(Nanos time);

 private:
  // Service that one job got, in 1/1024 ns: integers, so that every build computes the same.
  using Service = std::int64_t;
  static constexpr std::int64_t kUnit = 1'024;
  struct Job {
    Service done_at;
    std::uint64_t order;
    Waiter* waiter;
    bool after(const Job& other) const {
      return done_at != other.done_at ? done_at > other.done_at : order > other.order;
    }
  };
  void add(Nanos amount, Waiter* waiter);
  void remove(const Waiter* waiter);
  void advance();
  void arm();
  void on_timer();

  Context& context_;
  unsigned count_;
  std::vector<Job> jobs_;  // heap, the one that ends first on top
  Service service_ = 0;    // that a job has got which is there since the cores were last idle
  Instant advanced_{};
  Instant paused_until_{};
  Instant armed_ = kNever;  // the earliest timer that is under way
  std::uint64_t order_ = 0;
  Nanos used_{0};
  std::vector<Waiter*> done_;
};

}  // namespace souk::sim
