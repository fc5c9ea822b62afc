// The coroutine type of the house. The executor is type-erased, so application code never names the clock or the
// world it runs in; live it is an io_context, simulated it is the simulator's context.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

namespace souk {

namespace asio = boost::asio;

template <class T>
using Task = asio::awaitable<T>;

}  // namespace souk
