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

  // Returns once `amount` of core time was got; at once for nothing.
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
  // The job of a coroutine, in its frame: leaves the cores with it when it is destroyed before its end.
  struct Place {
    Cores& cores;
    Waiter waiter;
    ~Place() {
      if (!waiter.woken()) cores.remove(&waiter);
    }
  };
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
