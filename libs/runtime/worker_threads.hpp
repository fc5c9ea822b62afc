// The live worker cluster: each worker is a real thread with its own store connection, as a worker process has.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "ports/analytics_store.hpp"
#include "ports/task.hpp"
#include "ports/work_queue.hpp"
#include "ports/worker_cluster.hpp"

namespace souk::runtime {

class WorkerThreads final : public ports::WorkerCluster {
 public:
  // The worker's loop, run on its own thread with its own store until it returns.
  using Body = std::function<Task<void>(ports::AnalyticsStore&)>;
  // Where a failure to start a worker is reported (the cluster goes on with fewer).
  using OnError = std::function<void(const std::string&)>;

  WorkerThreads(ports::AnalyticsStoreFactory& stores, ports::WorkQueue& queue, Body body, OnError on_error);
  // The queue must be closed before: joins every worker.
  ~WorkerThreads() override;

  void scale_to(std::size_t workers) override;
  std::size_t running() const override { return running_; }
  // Waits for every worker to return. The queue must be closed before.
  void join();

 private:
  struct Worker {
    std::thread thread;
    std::atomic<bool> finished{false};
  };
  void run_one(Worker& worker);
  void reap();

  ports::AnalyticsStoreFactory& stores_;
  ports::WorkQueue& queue_;
  Body body_;
  OnError on_error_;
  std::mutex mutex_;  // guards workers_ and target_
  std::list<Worker> workers_;
  std::size_t target_ = 0;
  std::atomic<std::size_t> running_{0};
  std::atomic<std::size_t> failed_{0};  // could not open their store: counted in target_, but not there
};

}  // namespace souk::runtime
