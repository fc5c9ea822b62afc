#include "runtime/task_thread.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "ports/rethrow.hpp"
#include "runtime/thread_name.hpp"

namespace souk::runtime {
TaskThread::TaskThread(std::string name)
    : work_(asio::make_work_guard(context_)), thread_([this, name = std::move(name)] {
        name_this_thread(name);
        context_.run();
      }) {}

TaskThread::~TaskThread() { join(); }

void TaskThread::spawn(Task<void> task) { asio::co_spawn(context_, std::move(task), rethrow); }

void TaskThread::join() {
  work_.reset();
  if (thread_.joinable()) thread_.join();
}

}  // namespace souk::runtime
