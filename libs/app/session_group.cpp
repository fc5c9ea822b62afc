#include "app/session_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace souk::app {
namespace {

using Ended = asio::experimental::channel<asio::any_io_executor, void(boost::system::error_code)>;

struct Report {
  std::shared_ptr<Ended> ended;
  void operator()(const std::exception_ptr& error) const {
    if (error) std::rethrow_exception(error);
    ended->try_send(boost::system::error_code());
  }
};

}  // namespace

Task<void> run_all(std::vector<Task<void>> tasks) {
  const auto executor = co_await asio::this_coro::executor;
  const std::size_t count = tasks.size();
  const auto ended = std::make_shared<Ended>(executor, count);
  for (Task<void>& task : tasks) asio::co_spawn(executor, std::move(task), Report{ended});
  for (std::size_t i = 0; i < count; ++i) {
    const auto [error] = co_await ended->async_receive(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
  }
}

}  // namespace souk::app
