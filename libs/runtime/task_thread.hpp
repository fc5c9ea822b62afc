// A thread with an io_context of its own: the ground of one long-running coroutine (the event log's reader, the
// controllers, the outbox relay), or of several that never block.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <thread>

#include "ports/task.hpp"

namespace souk::runtime {

class TaskThread {
 public:
  explicit TaskThread(std::string name);
  ~TaskThread();
  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  // Starts a coroutine here. An exception that leaves it is a broken invariant and ends the process.
  void spawn(Task<void> task);
  asio::any_io_executor executor() { return context_.get_executor(); }
  // Waits until everything spawned here has returned (the caller has asked it to), then ends the thread.
  void join();

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

}  // namespace souk::runtime
