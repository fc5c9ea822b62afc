#include "tests/support/blocking_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace souk::testing {
namespace {

class Socket {
 public:
  Socket(unsigned short port, std::chrono::milliseconds timeout) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
    const timeval limit{seconds.count(), (timeout - seconds).count() * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connected() const { return connected_; }
  bool send(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<std::size_t>(n);
    }
    return true;
  }
  // Everything until the peer closes; nothing on an error or timeout.
  std::optional<std::string> receive_all() {
    std::string received;
    char buffer[16384];
    while (true) {
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n == 0) return received;
      if (n < 0) return std::nullopt;
      received.append(buffer, static_cast<std::size_t>(n));
    }
  }
  // Until `mark` has come `count` times; what has come by then, or by the timeout.
  std::string receive_until(const std::string& mark, std::size_t count) {
    std::string received;
    char buffer[4096];
    std::size_t from = 0;
    while (count > 0) {
      const std::size_t at = received.find(mark, from);
      if (at != std::string::npos) {
        from = at + mark.size();
        --count;
        continue;
      }
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      received.append(buffer, static_cast<std::size_t>(n));
    }
    return received;
  }

 private:
  int fd_;
  bool connected_ = false;
};

std::size_t content_length(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::size_t at = head.find("content-length:");
  return at == std::string::npos ? 0 : static_cast<std::size_t>(std::stoull(head.substr(at + 15)));
}

}  // namespace

std::optional<HttpReply> request(unsigned short port, const std::string& method, const std::string& target,
                                 const Headers& headers, const std::string& body, std::chrono::milliseconds timeout) {
  Socket socket(port, timeout);
  if (!socket.connected()) return std::nullopt;
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  if (!socket.send(bytes)) return std::nullopt;
  const std::optional<std::string> received = socket.receive_all();
  if (!received) return std::nullopt;
  const std::size_t end = received->find("\r\n\r\n");
  if (end == std::string::npos || received->size() < 12) return std::nullopt;
  HttpReply reply;
  reply.status = std::atoi(received->c_str() + 9);
  reply.head = received->substr(0, end);
  reply.body = received->substr(end + 4);
  if (method != "HEAD" && reply.body.size() < content_length(reply.head)) return std::nullopt;
  return reply;
}

std::string first_of_stream(unsigned short port, const std::string& target, const std::string& mark, std::size_t count,
                            std::chrono::milliseconds timeout) {
  Socket socket(port, timeout);
  if (!socket.connected() || !socket.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) return {};
  return socket.receive_until(mark, count);
}

}  // namespace souk::testing
