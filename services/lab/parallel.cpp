#include "services/lab/parallel.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace souk::lab {
namespace {

constexpr auto kReportEvery = std::chrono::milliseconds(500);

class Crew {
 public:
  Crew(std::size_t count, const Parallel& how, const std::function<void(std::size_t)>& work)
      : count_(count), how_(how), work_(work) {}

  std::size_t run() {
    const std::size_t threads = std::clamp<std::size_t>(how_.threads, 1, std::max<std::size_t>(count_, 1));
    std::vector<std::jthread> crew;
    std::exception_ptr failure;
    try {
      while (crew.size() < threads) crew.emplace_back([this] { work_on(); });
      watch(threads);
    } catch (...) {
      failure = std::current_exception();
    }
    give_up(std::move(failure));
    crew.clear();  // waits for them
    if (failure_) std::rethrow_exception(failure_);
    return next_;
  }

 private:
  // None: there is nothing more to do.
  bool take(std::size_t& index) {
    const bool stop = how_.stop();
    const std::lock_guard lock(mutex_);
    if (stop || failure_ || next_ == count_) return false;
    index = next_++;
    return true;
  }

  void work_on() {
    std::exception_ptr failure;
    try {
      std::size_t index = 0;
      while (take(index)) {
        work_(index);
        const std::lock_guard lock(mutex_);
        ++done_;
      }
    } catch (...) {
      failure = std::current_exception();
    }
    give_up(std::move(failure));
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_one();
  }

  // Keeps the first failure there is. It is moved, not shared: whoever rethrows it is then the only one who has it.
  void give_up(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (failure && !failure_) failure_ = std::move(failure);
  }

  void watch(std::size_t threads) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kReportEvery, [this, threads] { return ended_ == threads; })) {
      if (!how_.report) continue;
      const std::size_t done = done_;
      lock.unlock();
      how_.report(done);
      lock.lock();
    }
  }

  const std::size_t count_;
  const Parallel& how_;
  const std::function<void(std::size_t)>& work_;
  std::mutex mutex_;  // for all below
  std::condition_variable changed_;
  std::size_t next_ = 0, done_ = 0, ended_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::size_t run_parallel(std::size_t count, const Parallel& how, const std::function<void(std::size_t)>& work) {
  return Crew(count, how, work).run();
}

unsigned all_cores() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace souk::lab
