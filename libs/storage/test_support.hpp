// What the tests and benches of the store share: a clock, a folder that goes away, a small catalogue and events.
#pragma once

#include <unistd.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "ports/clock.hpp"
#include "ports/rethrow.hpp"

namespace souk::storage {

class TestClock final : public ports::Clock {
 public:
  Instant now() const override {
    return Instant(std::chrono::duration_cast<Nanos>(std::chrono::steady_clock::now().time_since_epoch()));
  }
  UnixMs unix_ms() const override { return 1'583'366'400'000; }
  Task<bool> sleep_until(Instant when) override {
    asio::steady_timer timer(co_await asio::this_coro::executor, when - now());
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !error;
  }
};

class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> next{0};
    path_ = std::filesystem::temp_directory_path() /
            ("souk-storage-" + std::to_string(::getpid()) + "-" + std::to_string(next++));
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path file(const char* name = "market.db") const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

template <class T>
Task<void> keep_result(Task<T> task, std::optional<T>* result) {
  result->emplace(co_await std::move(task));
}

// Runs one coroutine to its end on the calling thread.
template <class T>
T run(Task<T> task) {
  asio::io_context loop(1);
  std::optional<T> result;
  asio::co_spawn(loop, keep_result(std::move(task), &result), rethrow);
  loop.run();
  return std::move(*result);
}

}  // namespace souk::storage
