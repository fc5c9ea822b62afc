// The machine's cores: domain::ProcessorSharing for coroutines.
#pragma once

#include <vector>

#include "domain/processor_sharing.hpp"
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

  unsigned count() const { return sharing_.cores(); }
  std::size_t jobs() const { return sharing_.jobs(); }
  // Core time given so far.
  Nanos used() const { return sharing_.used(); }
  // A drill takes cores away or adds some; jobs under way go on with the new share.
  void set_count(unsigned count);
  // Nobody gets anything for that long: a runtime that collects its garbage, a machine that is suspended. Behind a
  // pause that is under way.
  void pause(Nanos time);

 private:
  void add(Nanos amount, Waiter* waiter);
  void remove(Waiter* waiter);
  void arm();
  void on_timer();

  Context& context_;
  domain::ProcessorSharing<Waiter*> sharing_;
  Instant armed_ = kNever;  // the earliest timer that is under way
  std::vector<Waiter*> done_;
};

}  // namespace souk::sim
