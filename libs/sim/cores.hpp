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

  // Returns once `amount` of core time was got; at once for nothing.
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
  // The job of a coroutine, in its frame: leaves the cores with it when it is destroyed before its end.
  struct Place {
    Cores& cores;
    Waiter waiter;
    ~Place() {
      if (!waiter.woken()) cores.remove(&waiter);
    }
  };
  void remove(Waiter* waiter);
  void arm();
  void on_timer();

  Context& context_;
  domain::ProcessorSharing<Waiter*> sharing_;
  Instant armed_ = kNever;  // the earliest timer that is under way
  std::vector<Waiter*> done_;
};

}  // namespace souk::sim
