#include "event_log/position_waiters.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <tuple>
#include <utility>

namespace souk::event_log {

// One waiting coroutine. Lives in its frame; leaves the list when the frame goes, however that happens.
class PositionWaiters::Waiter {
 public:
  Waiter(PositionWaiters& owner, const asio::any_io_executor& executor, std::uint64_t position, Nanos timeout)
      : owner_(owner), position_(position), timer_(executor) {
    if (timeout == Nanos::max()) {
      timer_.expires_at(asio::steady_timer::time_point::max());
    } else {
      timer_.expires_after(timeout);
    }
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() {
    const std::lock_guard lock(owner_.mutex_);
    if (place_.has_value()) owner_.waiting_.erase(*place_);
  }

  // Joins the list and starts the timer as one step: a cancel from the writer's thread cannot fall in between.
  template <class Handler>
  void start(Handler&& handler) {
    const std::lock_guard lock(owner_.mutex_);
    if (owner_.closed_ || owner_.next_position_ > position_) {
      timer_.expires_at(asio::steady_timer::time_point::min());
    } else {
      place_ = owner_.waiting_.emplace(position_, &timer_);
    }
    timer_.async_wait(std::forward<Handler>(handler));
  }

 private:
  PositionWaiters& owner_;
  std::uint64_t position_;
  asio::steady_timer timer_;
  std::optional<std::multimap<std::uint64_t, asio::steady_timer*>::iterator> place_;
};

struct PositionWaiters::StartWaiting {
  Waiter* waiter;

  template <class Handler>
  void operator()(Handler&& handler) const {
    waiter->start(std::forward<Handler>(handler));
  }
};

Task<bool> PositionWaiters::wait(std::shared_ptr<PositionWaiters> self, std::uint64_t position, Nanos timeout) {
  if (self->exists(position)) co_return true;
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Waiter waiter(*self, executor, position, timeout);
  const auto token = asio::as_tuple(asio::use_awaitable);
  // Ends by the timer, by publish or close, or by cancellation; what counts is whether the record is there.
  co_await asio::async_initiate<decltype(token), void(boost::system::error_code)>(StartWaiting{&waiter}, token);
  co_return self->exists(position);
}

void PositionWaiters::publish(std::uint64_t next_position) {
  const std::lock_guard lock(mutex_);
  next_position_ = next_position;
  const auto end = waiting_.lower_bound(next_position);
  for (auto waiter = waiting_.begin(); waiter != end; ++waiter) waiter->second->cancel();
}

void PositionWaiters::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const auto& [position, timer] : waiting_) timer->cancel();
}

bool PositionWaiters::exists(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  return position < next_position_;
}

}  // namespace souk::event_log
