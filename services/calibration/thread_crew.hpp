// A number of threads that do the same and end together: the crowd of a measurement under contention.
#pragma once

#include <functional>
#include <thread>
#include <vector>

namespace souk::calibration {

class ThreadCrew {
 public:
  // Each thread calls work(index); an exception that leaves it ends the process.
  ThreadCrew(std::size_t threads, const std::function<void(std::size_t)>& work) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back(work, i);
  }
  ~ThreadCrew() { join(); }
  ThreadCrew(const ThreadCrew&) = delete;
  ThreadCrew& operator=(const ThreadCrew&) = delete;

  void join() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace souk::calibration
