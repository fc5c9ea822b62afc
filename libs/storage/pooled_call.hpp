// One business transaction on its way through the connection pool: the work, its result, and the coroutine that waits.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "domain/request_phase.hpp"
#include "domain/result.hpp"
#include "ports/request_context.hpp"
#include "ports/task.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// Resumes the coroutine that waits for a call, on its own executor.
class Completion {
 public:
  virtual ~Completion() = default;
  virtual void post() = 0;
};

template <class Handler>
class CompletionOf final : public Completion {
 public:
  explicit CompletionOf(Handler handler)
      : handler_(std::move(handler)), executor_(asio::get_associated_executor(handler_)), work_(executor_) {}
  void post() override { asio::post(executor_, std::move(handler_)); }

 private:
  using Executor = asio::associated_executor_t<Handler>;
  Handler handler_;
  Executor executor_;
  asio::executor_work_guard<Executor> work_;  // the executor's loop goes on while the call is under way
};

class PooledCall {
 public:
  explicit PooledCall(ports::RequestContext context) : context_(context) {}
  virtual ~PooledCall() = default;
  PooledCall(const PooledCall&) = delete;
  PooledCall& operator=(const PooledCall&) = delete;

  const ports::RequestContext& context() const { return context_; }
  void wait_with(std::unique_ptr<Completion> completion) { completion_ = std::move(completion); }
  // What the call waited for and worked at. The pool's until finish(), then the waiting coroutine's.
  domain::PhaseTimes& times() { return times_; }

  // The pool's bookkeeping: when the call came, and since when it has a connection.
  Instant came_at{};
  Instant granted_at{};

  // execute() or refuse(), and then finish(), once. refuse() may follow an execute() that threw.
  virtual void execute(Connection& connection) = 0;
  virtual void refuse(Error error) = 0;
  void finish() {
    const std::unique_ptr<Completion> completion = std::move(completion_);
    completion->post();
  }

 private:
  ports::RequestContext context_;
  domain::PhaseTimes times_;
  std::unique_ptr<Completion> completion_;
};

template <class T>
class PooledCallOf final : public PooledCall {
 public:
  using Work = std::function<Result<T>(Connection&)>;
  PooledCallOf(ports::RequestContext context, Work work) : PooledCall(context), work_(std::move(work)) {}

  void execute(Connection& connection) override { result_.emplace(work_(connection)); }
  void refuse(Error error) override { result_.emplace(std::move(error)); }
  Result<T> take_result() { return std::move(*result_); }

 private:
  Work work_;
  std::optional<Result<T>> result_;
};

}  // namespace souk::storage
