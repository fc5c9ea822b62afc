// Running an event log's coroutines from tests.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ports/event_log.hpp"

namespace souk::tests {

// Where coroutines of a test run. What has not ended after a minute is a failure.
class CoroutineWorld {
 public:
  virtual ~CoroutineWorld() = default;
  template <class T>
  T get(Task<T> task) {
    std::optional<T> value;
    start(keep(std::move(task), &value));
    finish();
    return std::move(value.value());
  }

  void start(Task<void> task) { asio::co_spawn(executor(), std::move(task), Rethrow{}); }
  void start(Task<void> task, asio::cancellation_slot slot) {
    asio::co_spawn(executor(), std::move(task), asio::bind_cancellation_slot(slot, Rethrow{}));
  }

  virtual asio::any_io_executor executor() = 0;
  // Runs what can run now.
  virtual void poll() = 0;
  // Runs until all coroutines have ended.
  virtual void finish() = 0;

 private:
  struct Rethrow {
    void operator()(const std::exception_ptr& error) const {
      if (error) std::rethrow_exception(error);
    }
  };

  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* value) {
    value->emplace(co_await std::move(task));
  }
};

// In real time, on an io_context of their own.
class Coroutines final : public CoroutineWorld {
 public:
  asio::any_io_executor executor() override { return context_->get_executor(); }

  void poll() override {
    context_->restart();
    context_->poll();
  }

  void finish() override {
    context_->restart();
    context_->run_for(std::chrono::minutes(1));
    if (context_->stopped()) return;
    // The log may still answer into the context: leave it, for the program ends soon.
    (void)context_.release();
    throw std::runtime_error("a coroutine did not end within a minute");
  }

 private:
  std::unique_ptr<asio::io_context> context_ = std::make_unique<asio::io_context>();
};

// `*answer` is what the wait ended with.
inline Task<void> wait_into(ports::EventLog& log, std::uint64_t position, Instant deadline,
                            std::optional<bool>* answer) {
  *answer = co_await log.wait_for(position, deadline);
}

// Appends "<name>:0", "<name>:1", ... each after the one before was durable.
inline Task<void> append_one_by_one(ports::EventLog& log, std::string name, int count,
                                    std::vector<std::uint64_t>* positions) {
  for (int i = 0; i < count; ++i) {
    std::vector<std::string> payloads{name + ":" + std::to_string(i)};
    const Result<ports::AppendReceipt> receipt = co_await log.append(std::move(payloads));
    if (receipt.has_error()) throw std::runtime_error(receipt.error().detail);
    positions->push_back(receipt->first_position);
  }
}

}  // namespace souk::tests
