// For the tests of the server: a client made of raw bytes and blocking sockets, handlers that can be held.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "domain/phase_histograms.hpp"
#include "http/handler.hpp"
#include "http/server.hpp"
#include "http/test_clock.hpp"

namespace souk::http::test {

inline constexpr std::chrono::seconds kPatience{10};  // a test that waits longer has failed

class CountingProbe final : public ServerProbe {
 public:
  void on_request(std::string_view route, std::string_view method, int status, Nanos) override {
    const std::lock_guard lock(mutex_);
    ++requests_[std::string(method) + " " + std::string(route) + " " + std::to_string(status)];
  }
  void on_finished(const FinishedRequest& request) override {
    const std::lock_guard lock(mutex_);
    ++finished_[index_of(request.owner)];
    if (!request.in_time) ++too_late_;
    phases_.record(request.owner, request.phases);
  }
  void on_refusal(Refusal reason) override {
    const std::lock_guard lock(mutex_);
    ++refusals_[std::string(to_string(reason))];
  }
  void on_connection(int change) override { connections += change; }
  void on_exception(std::string_view, std::string_view what) override {
    const std::lock_guard lock(mutex_);
    exception_ = what;
  }
  int requests(const std::string& label) {
    const std::lock_guard lock(mutex_);
    return requests_[label];
  }
  int refusals(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    return refusals_[reason];
  }
  int finished(domain::Owner owner) {
    const std::lock_guard lock(mutex_);
    return finished_[index_of(owner)];
  }
  int too_late() {
    const std::lock_guard lock(mutex_);
    return too_late_;
  }
  std::uint64_t phases(domain::RequestPhase phase, domain::Owner owner) {
    const std::lock_guard lock(mutex_);
    return phases_.histogram(phase, owner).count();
  }
  std::string exception() {
    const std::lock_guard lock(mutex_);
    return exception_;
  }
  std::atomic<int> connections{0};

 private:
  std::mutex mutex_;
  std::map<std::string, int> requests_;
  std::map<std::string, int> refusals_;
  domain::PerOwner<int> finished_{};
  int too_late_ = 0;
  domain::PhaseHistograms<std::uint64_t> phases_;
  std::string exception_;
};

struct Answer {
  int status = 0;  // 0: no complete answer came
  std::map<std::string, std::string> headers;
  std::string body;
};

class RawClient {
 public:
  // `receive_buffer` in bytes; 0 leaves it to the system.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{kPatience.count(), 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void reset() {  // closes with RST
    const linger hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }
  void half_close() const { ::shutdown(socket_, SHUT_WR); }

  // False once the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  Answer ask(std::string_view request) {
    send(request);
    return read();
  }
  Answer get(const std::string& path, const std::string& more = {}) {
    return ask("GET " + path + " HTTP/1.1\r\nHost: souk\r\n" + more + "\r\n");
  }
  Answer post(const std::string& path, const std::string& body) {
    return ask("POST " + path + " HTTP/1.1\r\nHost: souk\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body);
  }

  Answer read(bool has_body = true) {
    std::size_t end = 0;
    while ((end = bytes_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return {};
    }
    Answer answer = parse_head(bytes_.substr(0, end + 2));
    bytes_.erase(0, end + 4);
    const std::size_t length = has_body && answer.headers.contains("Content-Length")
                                   ? std::stoul(answer.headers["Content-Length"])
                                   : std::size_t{0};
    while (bytes_.size() < length) {
      if (!receive()) return {};
    }
    answer.body = bytes_.substr(0, length);
    bytes_.erase(0, length);
    return answer;
  }

  // Everything until the server closes.
  std::string rest() {
    while (receive()) continue;
    return std::exchange(bytes_, std::string());
  }
  // True once the server has closed and nothing unread is left.
  bool closed() {
    while (receive()) continue;
    return bytes_.empty() && !timed_out_;
  }

 private:
  bool receive() {
    char chunk[16 * 1024];
    const ssize_t count = ::recv(socket_, chunk, sizeof chunk, 0);
    timed_out_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count <= 0) return false;
    bytes_.append(chunk, static_cast<std::size_t>(count));
    return true;
  }
  static Answer parse_head(const std::string& head) {
    Answer answer;
    answer.status = std::stoi(head.substr(head.find(' ') + 1));
    std::size_t at = head.find("\r\n") + 2;
    while (at < head.size()) {
      const std::size_t colon = head.find(": ", at);
      const std::size_t end = head.find("\r\n", at);
      answer.headers[head.substr(at, colon - at)] = head.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    return answer;
  }

  int socket_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string bytes_;
};

inline bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// Handlers that wait until the test lets them go; after that none waits.
class Hold {
 public:
  Task<Response> wait(Request&) {
    const auto timer =
        std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    {
      const std::lock_guard lock(mutex_);
      if (released_) {
        timer->expires_at(asio::steady_timer::time_point::min());
      } else {
        timers_.push_back(timer);
      }
    }
    co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    Response response;
    response.body = "held";
    co_return response;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    for (const auto& timer : timers_) {
      asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    }
    timers_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<asio::steady_timer>> timers_;
  bool released_ = false;
};

inline Task<Response> echo(Request& request) {
  Response response;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + " [" + request.body + "]";
  co_return response;
}

// A server with a few routes; options are set before start().
class ServerTest : public ::testing::Test {
 protected:
  std::vector<Route> routes() {
    return {{"GET", "/items/{key}", domain::Owner::browse, echo, 16},
            {"POST", "/items", domain::Owner::core, echo, 1000},
            {"GET", "/livez", domain::Owner::ops, echo, 0},
            {"GET", "/held", domain::Owner::browse, [this](Request& request) { return hold.wait(request); }, 0},
            {"GET", "/large", domain::Owner::browse, large, 0},
            {"GET", "/broken", domain::Owner::browse, broken, 0},
            {"GET", "/split", domain::Owner::browse, splitting, 0},
            {"GET", "/unmodified", domain::Owner::browse, unmodified, 0},
            {"GET", "/stream", domain::Owner::ops, [this](Request& request) { return streaming(request); }, 0}};
  }
  void start() {
    server = std::make_unique<Server>(options, routes(), clock, probe);
    const Result<void> started = server->start();
    ASSERT_TRUE(started) << started.error().detail;
  }
  void TearDown() override {
    hold.release();
    if (server) server->stop();
    EXPECT_EQ(probe.connections, 0);
  }
  std::uint16_t port() const { return server->port(); }
  bool in_flight_becomes(std::uint64_t count) {
    return eventually([this, count] { return server->stats().in_flight == count; });
  }

  static constexpr std::size_t kLarge = 24UL * 1024 * 1024;

  ServerOptions options;
  SteadyClock clock;
  CountingProbe probe;
  Hold hold;
  std::unique_ptr<Server> server;
  std::atomic<int> streamed{0};  // parts that /stream writes; it ends after the third, or goes on if endless
  std::atomic<bool> endless{false};

 private:
  class Parts final : public BodyStream {
   public:
    explicit Parts(ServerTest& test) : test_(test) {}
    Task<std::string> next() override {
      if (!test_.endless && test_.streamed == 3) co_return std::string();
      if (test_.endless) {
        const bool reached = co_await test_.clock.sleep_for(std::chrono::milliseconds(1));
        if (!reached) co_return std::string();
      }
      co_return "part " + std::to_string(++test_.streamed) + "\n";
    }

   private:
    ServerTest& test_;
  };
  Task<Response> streaming(Request&) {
    Response response;
    response.content_type = "text/plain";
    response.stream = std::make_shared<Parts>(*this);
    co_return response;
  }
  static Task<Response> large(Request&) {
    Response response;
    response.body.assign(kLarge, 'x');
    co_return response;
  }
  static Task<Response> broken(Request&) {
    throw std::runtime_error("secret");
    co_return Response{};
  }
  static Task<Response> splitting(Request&) {
    Response response;
    response.headers.emplace_back("Location", "/a\r\nSet-Cookie: b=c");
    co_return response;
  }
  static Task<Response> unmodified(Request&) {
    Response response;
    response.status = 304;
    response.headers.emplace_back("ETag", "\"1\"");
    co_return response;
  }
};

}  // namespace souk::http::test
