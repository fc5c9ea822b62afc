// Cores under processor sharing: with more jobs than cores everybody gets an equal part, as a fair scheduler with a
// short time slice gives. (Kleinrock, "Queueing Systems", vol. 2, 1976, section 4.4; here with n servers: each of k
// jobs runs at min(1, n/k).) Pure bookkeeping: the time is told, who waits for the end of a job is the caller's
// business.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "domain/time.hpp"

namespace souk::domain {

// `Job` says whose job it is.
template <class Job>
class ProcessorSharing {
 public:
  explicit ProcessorSharing(unsigned cores) : cores_(cores) {}

  // A job of `amount` core time, above zero. `now` never goes back, here as below.
  void add(Nanos amount, Job job, Instant now) {
    advance(now);
    jobs_.push_back({service_ + amount.count() * kUnit, order_++, std::move(job)});
    std::push_heap(jobs_.begin(), jobs_.end(), kLater);
    used_ += amount;
  }
  // A job that nobody wants to be done any more. False if it is not there.
  bool remove(const Job& job, Instant now) {
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&job](const Entry& e) { return e.job == job; });
    if (found == jobs_.end()) return false;
    advance(now);
    jobs_.erase(found);
    std::make_heap(jobs_.begin(), jobs_.end(), kLater);
    return true;
  }
  // Appends the jobs that have ended, in the order of their ends.
  void take_ended(Instant now, std::vector<Job>& ended) {
    advance(now);
    while (!jobs_.empty() && jobs_.front().done_at <= service_) {
      ended.push_back(std::move(jobs_.front().job));
      std::pop_heap(jobs_.begin(), jobs_.end(), kLater);
      jobs_.pop_back();
    }
  }
  // When the next one ends if nobody comes or goes; kNever without jobs.
  Instant next_end(Instant now) const {
    if (jobs_.empty()) return kNever;
    const auto jobs = static_cast<std::int64_t>(jobs_.size());
    const auto cores = static_cast<std::int64_t>(cores_);
    const Service left = std::max<Service>(0, jobs_.front().done_at - service_);
    const std::int64_t wait =
        jobs <= cores ? (left + kUnit - 1) / kUnit : (left * jobs + kUnit * cores - 1) / (kUnit * cores);
    return std::max(now, paused_until_) + Nanos{wait};
  }
  // Jobs under way go on with the new share.
  void set_cores(unsigned cores, Instant now) {
    advance(now);
    cores_ = cores;
  }
  // Nobody gets anything for that long, behind a pause that is under way.
  void pause(Nanos time, Instant now) {
    advance(now);
    paused_until_ = std::max(paused_until_, now) + time;
  }

  unsigned cores() const { return cores_; }
  std::size_t jobs() const { return jobs_.size(); }
  Nanos used() const { return used_; }  // core time given so far

 private:
  // Service that one job got, in 1/1024 ns: integers, so that every build computes the same.
  using Service = std::int64_t;
  static constexpr std::int64_t kUnit = 1'024;
  struct Entry {
    Service done_at;
    std::uint64_t order;
    Job job;
  };
  static constexpr auto kLater = [](const Entry& a, const Entry& b) {
    return a.done_at != b.done_at ? a.done_at > b.done_at : a.order > b.order;
  };

  // To `now`: what each job got since the last time.
  void advance(Instant now) {
    // What lies before the end of a pause gave nobody anything.
    const Instant from = std::max(advanced_, std::min(paused_until_, now));
    const std::int64_t elapsed = (now - from).count();
    advanced_ = now;
    if (jobs_.empty()) {
      service_ = 0;
      return;
    }
    const auto jobs = static_cast<std::int64_t>(jobs_.size());
    const auto cores = static_cast<std::int64_t>(cores_);
    service_ += jobs <= cores ? elapsed * kUnit : elapsed * kUnit * cores / jobs;
  }

  unsigned cores_;
  std::vector<Entry> jobs_;  // heap, the one that ends first on top
  Service service_ = 0;      // that a job has got which is there since the cores were last idle
  Instant advanced_{};
  Instant paused_until_{};
  std::uint64_t order_ = 0;
  Nanos used_{0};
};

}  // namespace souk::domain
