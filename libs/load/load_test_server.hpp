// Test support: a tiny HTTP server on a thread of its own, on a free port of the loopback. It can stop for a while as
// a process under SIGSTOP does: the kernel still accepts connections and bytes, and nobody answers.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "domain/time.hpp"
#include "ports/task.hpp"

namespace souk::load {

class LoadTestServer {
 public:
  // Answers every request with `answer`, a complete HTTP response; closes the connection at once if it is empty.
  explicit LoadTestServer(std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      : answer_(std::move(answer)),
        acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_(&LoadTestServer::serve_all, this) {}
  ~LoadTestServer() {
    context_.stop();
    thread_.join();
  }
  LoadTestServer(const LoadTestServer&) = delete;
  LoadTestServer& operator=(const LoadTestServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
  }
  std::size_t requests() const { return requests_; }
  std::string last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }
  // Stops the server's only thread from about now for `duration`; call from another thread.
  void freeze(Nanos duration) {
    boost::asio::post(context_, [this, duration] {
      const auto began = std::chrono::steady_clock::now();
      std::this_thread::sleep_for(duration);
      frozen_from_ = began.time_since_epoch();
      frozen_until_ = std::chrono::steady_clock::now().time_since_epoch();
    });
  }
  // When it was really stopped. Read after the load is over.
  Instant frozen_from() const { return Instant(frozen_from_.load()); }
  Instant frozen_until() const { return Instant(frozen_until_.load()); }

 private:
  void serve_all() {
    boost::asio::co_spawn(context_, accept(), boost::asio::detached);
    context_.run();
  }
  Task<void> accept() {
    while (true) {
      auto [error, socket] = co_await acceptor_.async_accept(boost::asio::as_tuple(boost::asio::use_awaitable));
      if (error) co_return;
      boost::asio::co_spawn(context_, serve(std::move(socket)), boost::asio::detached);
    }
  }
  Task<void> serve(boost::asio::ip::tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    std::string received;
    std::vector<char> bytes(4'096);
    while (true) {
      const auto [error, size] = co_await socket.async_read_some(boost::asio::buffer(bytes),
                                                                 boost::asio::as_tuple(boost::asio::use_awaitable));
      if (error) co_return;
      received.append(bytes.data(), size);
      // Requests of these tests have no body that spans reads.
      if (received.find("\r\n\r\n") == std::string::npos) continue;
      ++requests_;
      remember(std::exchange(received, std::string()));
      if (answer_.empty()) co_return;
      const auto [failure, written] = co_await boost::asio::async_write(
          socket, boost::asio::buffer(answer_), boost::asio::as_tuple(boost::asio::use_awaitable));
      if (failure) co_return;
    }
  }
  void remember(std::string request) {
    const std::lock_guard lock(mutex_);
    last_request_ = std::move(request);
  }

  std::string answer_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<Nanos> frozen_from_{Nanos{0}};
  std::atomic<Nanos> frozen_until_{Nanos{0}};
  mutable std::mutex mutex_;
  std::string last_request_;
  std::thread thread_;
};

}  // namespace souk::load
