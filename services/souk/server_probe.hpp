// What the shop's server reports, passed on to where it is needed: to Prometheus, to the keeper of the phases, and
// (core routes only) to the sensor of the catch-up controller and the count of what the core gets done.
#pragma once

#include <atomic>
#include <mutex>
#include <string_view>

#include "app/worker_control.hpp"
#include "domain/latency_sensor.hpp"
#include "http/server_probe.hpp"
#include "metrics/http_probe.hpp"
#include "metrics/registry.hpp"
#include "ports/clock.hpp"
#include "ports/phase_sink.hpp"

namespace souk {

class ServerProbe final : public http::ServerProbe {
 public:
  ServerProbe(metrics::Registry& registry, ports::PhaseSink& phases, ports::Clock& clock)
      : metrics_(registry), phases_(phases), clock_(clock) {}

  app::CoreLatency core_latency();
  // Core requests so far: answered with success before their client left; failed or too late.
  std::uint64_t core_ok() const { return core_ok_; }
  std::uint64_t core_failed() const { return core_failed_; }

  void on_request(std::string_view route, std::string_view method, int status, Nanos latency) override;
  void on_finished(const http::FinishedRequest& request) override;
  void on_refusal(http::Refusal reason) override;
  void on_exception(std::string_view route, std::string_view what) override;
  void on_connection(int delta) override;

 private:
  metrics::HttpProbe metrics_;
  ports::PhaseSink& phases_;
  ports::Clock& clock_;
  std::mutex mutex_;
  domain::LatencySensor core_;
  std::atomic<std::uint64_t> core_ok_{0};
  std::atomic<std::uint64_t> core_failed_{0};
};

// For the operator API, whose own traffic nobody measures.
http::ServerProbe& null_server_probe();

}  // namespace souk
