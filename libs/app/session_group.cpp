#include "app/session_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "ports/start.hpp"

namespace souk::app {
namespace {

struct Group {
  Group(const asio::any_io_executor& executor, std::size_t tasks) : ended(executor, 1), left(tasks) {}
  asio::experimental::channel<asio::any_io_executor, void(boost::system::error_code)> ended;
  std::size_t left;
};

// Only the last one wakes whoever waits for all.
Task<void> run_one(Task<void> task, std::shared_ptr<Group> group) {
  co_await std::move(task);
  if (--group->left == 0) group->ended.try_send(boost::system::error_code());
}

}  // namespace

Task<void> run_all(std::vector<Task<void>> tasks) {
  if (tasks.empty()) co_return;
  const auto executor = co_await asio::this_coro::executor;
  const auto group = std::make_shared<Group>(executor, tasks.size());
  for (Task<void>& task : tasks) start(executor, run_one(std::move(task), group));
  if (group->left == 0) co_return;
  co_await group->ended.async_receive(asio::as_tuple(asio::use_awaitable));
}

}  // namespace souk::app
