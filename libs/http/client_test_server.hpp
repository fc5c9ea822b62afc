// Test support: a server that answers each request with whatever bytes the test wants, on the client's own executor.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.hpp"

namespace souk::http {

inline std::string ok_with(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct ScriptedAnswer {
  std::vector<std::string> parts;  // sent one after the other, each in its own packet
  bool close = false;              // then close
  bool hang = false;               // never answer
};

class ScriptedServer {
 public:
  // `connection` and `request` (on that connection) count from 0.
  using Script = std::function<ScriptedAnswer(std::size_t connection, std::size_t request)>;

  ScriptedServer(asio::io_context& context, Script script)
      : context_(context), acceptor_(context, {asio::ip::address_v4::loopback(), 0}), script_(std::move(script)) {
    asio::co_spawn(context_, accept(), asio::detached);
  }
  asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  const std::vector<std::string>& requests() const { return requests_; }
  std::size_t connections() const { return connections_; }
  std::size_t most_open() const { return most_open_; }
  // Connections that the client has closed.
  std::size_t left() const { return left_; }
  void stop() { acceptor_.close(); }

 private:
  Task<void> accept() {
    while (true) {
      auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      if (error) co_return;
      asio::co_spawn(context_, serve(std::move(socket), connections_++), asio::detached);
    }
  }
  Task<void> serve(asio::ip::tcp::socket socket, std::size_t connection) {
    most_open_ = std::max(most_open_, ++open_);
    co_await answer_all(socket, connection);
    --open_;
  }
  Task<void> answer_all(asio::ip::tcp::socket& socket, std::size_t connection) {
    for (std::size_t request = 0;; ++request) {
      std::string received;
      const bool got = co_await read_request(socket, received);
      if (!got) {
        ++left_;
        co_return;
      }
      requests_.push_back(received);
      const ScriptedAnswer answer = script_(connection, request);
      if (answer.hang) continue;
      for (const std::string& part : answer.parts) {
        co_await asio::async_write(socket, asio::buffer(part), asio::as_tuple(asio::use_awaitable));
        asio::steady_timer gap(context_, std::chrono::milliseconds(answer.parts.size() > 1 ? 1 : 0));
        co_await gap.async_wait(asio::as_tuple(asio::use_awaitable));
      }
      if (answer.close) co_return;
    }
  }
  // Up to the end of the headers, and the body that Content-Length announces.
  static Task<bool> read_request(asio::ip::tcp::socket& socket, std::string& received) {
    std::vector<char> bytes(64 * 1024);
    while (true) {
      const std::size_t head = received.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t field = received.find("Content-Length: ");
        const std::size_t length = field < head ? std::stoul(received.substr(field + 16)) : 0;
        if (received.size() >= head + 4 + length) co_return true;
      }
      const auto [error, size] =
          co_await socket.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
      if (error) co_return false;
      received.append(bytes.data(), size);
    }
  }

  asio::io_context& context_;
  asio::ip::tcp::acceptor acceptor_;
  Script script_;
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
  std::size_t open_ = 0;
  std::size_t most_open_ = 0;
  std::size_t left_ = 0;
};

// souk_runtime is a layer above this library; tests of the client need no more than this of a clock.
class TestClock final : public ports::Clock {
 public:
  Instant now() const override { return Instant(std::chrono::steady_clock::now().time_since_epoch()); }
  UnixMs unix_ms() const override { return 0; }
  Task<bool> sleep_until(Instant when) override {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::chrono::steady_clock::time_point(when.time_since_epoch()));
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !error;
  }
};

}  // namespace souk::http
