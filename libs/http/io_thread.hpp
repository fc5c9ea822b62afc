// One thread, its io_context and the connections that live there. Internal to the server.
#pragma once

#include <atomic>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>

#include "http/connection.hpp"
#include "http/connection_gate.hpp"
#include "http/in_flight.hpp"

namespace souk::http {

class IoThread {
 public:
  IoThread(std::string name, Admission& admission, ConnectionGate& gate, const ServerOptions& options,
           ports::Clock& clock);
  ~IoThread();  // stop_and_join() came first if start() did
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  asio::io_context& context() { return context_; }
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }  // connections

  // From any thread.
  InFlight in_flight() const;  // as of the last sweep: counting more often would cost every request
  void start();
  void adopt(asio::ip::tcp::socket socket, Connection::Purpose purpose);  // the socket belongs to context()
  void drain();
  void abort();
  void stop_and_join();  // connections still there are destroyed with this object

 private:
  void add(asio::ip::tcp::socket socket, Connection::Purpose purpose);
  void remove(const std::shared_ptr<Connection>& connection);
  Task<void> sweep();
  void run();

  std::string name_;
  Admission& admission_;
  ConnectionGate& gate_;
  const ServerOptions& options_;
  ports::Clock& clock_;
  std::atomic<std::size_t> load_{0};
  mutable std::mutex in_flight_mutex_;  // guards in_flight_
  InFlight in_flight_;
  asio::cancellation_signal stop_sweep_;
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  // Shared with the coroutine that runs the connection and nobody else. Declared after the context: sockets go first.
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace souk::http
