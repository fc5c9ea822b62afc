// The disk, as far as anybody waits for it: a sync takes its time. Syncs of different files overlap, as they do on a
// device with a queue, but each that begins beside others takes longer; each file has one writer that has one sync
// under way.
#pragma once

#include "domain/fault.hpp"
#include "domain/random.hpp"
#include "domain/result.hpp"
#include "sim/clock.hpp"
#include "sim/model.hpp"

namespace souk::sim {

class Disk {
 public:
  // `sharing`: how much longer a sync takes for each that is under way when it begins, as a share.
  Disk(Clock& clock, double sharing, std::uint64_t seed) : clock_(clock), sharing_(sharing), random_(seed, "disk") {}

  // Errors: no_space while it is full: then nothing that was to be synced is durable.
  Task<Result<void>> sync(const ServiceTime& takes);

  // Faults.
  void set_full(bool full) { full_ = full; }
  void set_slowdown(double factor) { slowdown_ = factor; }     // every sync takes `factor` times as long, > 0
  void stall_until(Instant until) { stalled_until_ = until; }  // no sync ends before
  // As a drill says it, from now on; takes the place of what it was told before.
  void set_fault(const domain::DiskFault& fault);

 private:
  // In the frame of a sync, which may be destroyed with its process.
  struct UnderWay {
    explicit UnderWay(unsigned& its_count) : count(its_count) { ++count; }
    ~UnderWay() { --count; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    unsigned& count;
  };

  Clock& clock_;
  const double sharing_;
  domain::Random random_;
  unsigned under_way_ = 0;
  bool full_ = false;
  double slowdown_ = 1;
  Instant stalled_until_{};
};

}  // namespace souk::sim
