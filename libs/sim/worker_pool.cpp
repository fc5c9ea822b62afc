#include "sim/worker_pool.hpp"

#include <memory>
#include <utility>

#include "sim/suspended.hpp"

namespace souk::sim {

void WorkerPool::scale_to(std::size_t workers) {
  if (workers < target_) queue_.retire(target_ - workers);
  const Context::Scope scope(context_, process_);
  for (; target_ < workers; ++target_) {
    spawn(context_, work());
  }
  target_ = workers;
}

Task<void> WorkerPool::work() {
  Result<std::unique_ptr<ports::AnalyticsStore>> store = stores_.open();
  if (!store) co_return;
  on_size_(++running_);
  auto working = body_(**store);
  co_await std::move(working);
  on_size_(--running_);
}

}  // namespace souk::sim
