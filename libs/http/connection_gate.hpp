// Counts open connections, so that stopping can wait for the last one. Internal to the server.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "domain/time.hpp"
#include "http/server_probe.hpp"

namespace souk::http {

class ConnectionGate {
 public:
  explicit ConnectionGate(ServerProbe& probe) : probe_(probe) {}

  void enter(bool served);
  void leave(bool served);
  std::size_t served() const { return served_.load(std::memory_order_relaxed); }
  std::size_t turned_away() const { return turned_away_.load(std::memory_order_relaxed); }
  std::size_t open() const { return served() + turned_away(); }
  bool wait_empty(Nanos limit);  // false: still some open

 private:
  ServerProbe& probe_;
  std::mutex mutex_;
  std::condition_variable empty_;
  // Written under the mutex, read without. Those being turned away take no place under the limit on connections.
  std::atomic<std::size_t> served_{0};
  std::atomic<std::size_t> turned_away_{0};
};

}  // namespace souk::http
