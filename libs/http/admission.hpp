// The one place that decides whether a request is served: gates, limits and the mapping of every failure to an answer
// stand here, around all handlers. Shared by the io threads. Internal to the server.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "http/handler.hpp"
#include "http/request_head.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/server_probe.hpp"

namespace souk::http {

// A request's place under the in-flight limit; gives it back when it goes.
class InFlightSlot {
 public:
  InFlightSlot() = default;
  explicit InFlightSlot(std::atomic<std::uint64_t>& count) : count_(&count) {}
  InFlightSlot(InFlightSlot&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  InFlightSlot& operator=(InFlightSlot&& other) noexcept {
    std::swap(count_, other.count_);
    return *this;
  }
  InFlightSlot(const InFlightSlot&) = delete;
  InFlightSlot& operator=(const InFlightSlot&) = delete;
  ~InFlightSlot() {
    if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t>* count_ = nullptr;
};

struct Admitted {
  const Route* route = nullptr;
  std::string_view pattern = "unmatched";  // labels for the probe
  std::string_view method = "other";
  InFlightSlot slot;
  std::optional<Response> refusal;  // set: answer this instead
};

class Admission {
 public:
  Admission(const ServerOptions& options, std::vector<Route> routes, ports::Clock& clock, ServerProbe& probe);

  // Judges a request by its header, before its body is read. Completes `request` from the head: path, parameters,
  // owner, client_leaves.
  Admitted admit(const RequestHead& head, Request& request);

  // Runs the handler. Never throws: an exception becomes a 500 that says nothing.
  Task<Response> handle(const Admitted& admitted, Request& request);

  Response refuse(Refusal reason, std::string_view instance = {});
  // `phases`: of the request, if it was admitted.
  void answered(const Admitted& admitted, int status, const Request& request, const domain::PhaseTimes& phases,
                Instant now);

  void drain() { draining_.store(true); }
  bool draining() const { return draining_.load(std::memory_order_relaxed); }
  // From now on connections are closed after their next answer.
  void retire() { retiring_.store(true); }
  bool closes_connections() const { return retiring_.load(std::memory_order_relaxed) || draining(); }
  ServerStats stats() const;  // without connections

 private:
  std::optional<Refusal> find_fault(const RequestHead& head) const;
  bool take_slot(const Route& route, Admitted& admitted);
  static Instant client_leaves(const Request& request);

  const ServerOptions& options_;
  ports::Clock& clock_;
  ServerProbe& probe_;
  Router router_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> retiring_{false};
  // Each on its own cache line: every request of every thread writes them.
  alignas(64) std::atomic<std::uint64_t> requests_{0};
  alignas(64) std::atomic<std::uint64_t> in_flight_{0};
  alignas(64) std::atomic<std::uint64_t> shed_{0};
};

}  // namespace souk::http
