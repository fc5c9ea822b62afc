// The WorkerCluster port in the simulated world: a worker is a coroutine with a store of its own.
#pragma once

#include <functional>

#include "ports/analytics_store.hpp"
#include "ports/work_queue.hpp"
#include "ports/worker_cluster.hpp"
#include "sim/context.hpp"

namespace souk::sim {

class WorkerPool final : public ports::WorkerCluster {
 public:
  // The worker's loop, until it returns.
  using Body = std::function<Task<void>(ports::AnalyticsStore&)>;

  // Told how many workers run, whenever that changes.
  using OnSize = std::function<void(std::size_t)>;

  // Workers belong to `process`.
  WorkerPool(Context& context, Process process, ports::AnalyticsStoreFactory& stores, ports::WorkQueue& queue,
             Body body, OnSize on_size)
      : context_(context),
        process_(process),
        stores_(stores),
        queue_(queue),
        body_(std::move(body)),
        on_size_(std::move(on_size)) {}

  void scale_to(std::size_t workers) override;
  std::size_t running() const override { return running_; }

 private:
  Task<void> work();

  Context& context_;
  const Process process_;
  ports::AnalyticsStoreFactory& stores_;
  ports::WorkQueue& queue_;
  Body body_;
  OnSize on_size_;
  std::size_t target_ = 0;
  std::size_t running_ = 0;
};

}  // namespace souk::sim
