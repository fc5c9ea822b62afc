#include "runtime/worker_threads.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <system_error>
#include <utility>

#include "ports/rethrow.hpp"
#include "runtime/thread_name.hpp"

namespace souk::runtime {

WorkerThreads::WorkerThreads(ports::AnalyticsStoreFactory& stores, ports::WorkQueue& queue, Body body, OnError on_error)
    : stores_(stores), queue_(queue), body_(std::move(body)), on_error_(std::move(on_error)) {}

WorkerThreads::~WorkerThreads() { join(); }

void WorkerThreads::scale_to(std::size_t workers) {
  const std::scoped_lock lock(mutex_);
  reap();
  target_ -= failed_.exchange(0);
  if (workers < target_) queue_.retire(target_ - workers);
  while (target_ < workers) {
    Worker& worker = workers_.emplace_back();
    try {
      worker.thread = std::thread(&WorkerThreads::run_one, this, std::ref(worker));
    } catch (const std::system_error& error) {
      workers_.pop_back();
      on_error_("cannot start worker " + std::to_string(target_ + 1) + ": " + error.what() +
                " (raise the limit on threads, or lower worker-limit)");
      return;
    }
    ++target_;
  }
  target_ = workers;
}

void WorkerThreads::run_one(Worker& worker) {
  name_this_thread("souk-worker");
  Result<std::unique_ptr<ports::AnalyticsStore>> store = stores_.open();
  if (store.has_error()) {
    on_error_("a worker cannot open its connection: " + store.error().detail);
    ++failed_;
  } else {
    ++running_;
    asio::io_context context{1};
    asio::co_spawn(context, body_(*store.value()), rethrow);
    context.run();
    --running_;
  }
  worker.finished = true;
}

void WorkerThreads::reap() {
  for (auto it = workers_.begin(); it != workers_.end();) {
    if (it->finished) {
      it->thread.join();
      it = workers_.erase(it);
    } else {
      ++it;
    }
  }
}

void WorkerThreads::join() {
  const std::scoped_lock lock(mutex_);
  for (Worker& worker : workers_) worker.thread.join();
  workers_.clear();
  target_ = 0;
}

}  // namespace souk::runtime
