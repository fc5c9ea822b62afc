// What one io thread of the server carries: a small answer from memory over keep-alive connections, as a cached
// `GET /rest/2/addons/{key}` is. The server's thread and the client's are pinned to different cores; `per_core` divides
// the requests by the CPU time of the server's thread alone, so that the client does not count.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "http/test_clock.hpp"

namespace souk::http {
namespace {

class NoProbe final : public ServerProbe {
 public:
  void on_request(std::string_view, std::string_view, int, Nanos) override {}
  void on_refusal(Refusal) override {}
  void on_connection(int) override {}
};

void pin_to(std::size_t core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
}

Task<Response> cached(Request& request) {
  Response response;
  response.body.assign(600, 'x');
  response.body.replace(0, request.path_parameter("key").size(), request.path_parameter("key"));
  response.headers.emplace_back("ETag", "\"7\"");
  co_return response;
}

// Nanoseconds of CPU that the server's only thread has used; pins it on the way.
Task<Response> cpu_time(Request&) {
  pin_to(0);
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  Response response;
  response.body = std::to_string(static_cast<std::int64_t>(used.tv_sec) * 1'000'000'000 + used.tv_nsec);
  co_return response;
}

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "http_bench: " << why << '\n';
  std::exit(1);
}

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("no connection");
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& request) const {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      give_up("cannot send");
    }
  }
  // Reads until `length` bytes are there, or until the server pauses if it is 0; returns them.
  std::string_view receive(std::size_t length) {
    std::size_t got = 0;
    do {
      const ssize_t count = ::recv(socket_, bytes_ + got, sizeof bytes_ - got, 0);
      if (count <= 0) give_up("the server closed the connection");
      got += static_cast<std::size_t>(count);
    } while (got < length);
    return {bytes_, got};
  }

 private:
  int socket_;
  char bytes_[256 * 1024];
};

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: bench\r\nAccept: application/json\r\n\r\n";
}

double server_cpu_ns(Client& client) {
  client.send(get("/cpu"));
  const std::string_view answer = client.receive(0);
  return std::stod(std::string(answer.substr(answer.find("\r\n\r\n") + 4)));
}

// range(0) connections, each with range(1) requests sent in one piece.
void CachedGet(benchmark::State& state) {
  const auto connections = static_cast<std::size_t>(state.range(0));
  const auto pipelined = static_cast<std::size_t>(state.range(1));
  test::SteadyClock clock;
  NoProbe probe;
  ServerOptions options;
  options.io_threads = 1;
  Server server(options,
                {{"GET", "/rest/2/addons/{key}", domain::Owner::browse, cached, 0},
                 {"GET", "/cpu", domain::Owner::ops, cpu_time, 0}},
                clock, probe);
  if (!server.start()) give_up("cannot start the server");
  pin_to(1);
  Client control(server.port());
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < connections; ++i) clients.push_back(std::make_unique<Client>(server.port()));
  const std::string request = get("/rest/2/addons/com.example.calendar");
  clients.front()->send(request);
  const std::size_t answer_size = clients.front()->receive(0).size();
  std::string batch;
  for (std::size_t i = 0; i < pipelined; ++i) batch += request;
  const double cpu_before = server_cpu_ns(control);
  while (state.KeepRunning()) {
    for (const auto& client : clients) client->send(batch);
    for (const auto& client : clients) client->receive(answer_size * pipelined);
  }
  const double cpu_used = server_cpu_ns(control) - cpu_before;
  const auto requests = state.iterations() * static_cast<std::int64_t>(connections * pipelined);
  state.SetItemsProcessed(requests);
  state.counters["per_core"] = static_cast<double>(requests) / (cpu_used / 1e9);
  state.counters["server_us"] = cpu_used / 1e3 / static_cast<double>(requests);
}
BENCHMARK(CachedGet)->Args({1, 1})->Args({32, 1})->Args({256, 1})->Args({32, 16})->UseRealTime();

}  // namespace
}  // namespace souk::http

BENCHMARK_MAIN();
