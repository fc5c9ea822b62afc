// What the shop's server reports, passed on to where it is needed: to Prometheus, and (core routes only) to the sensor
// of the catch-up controller.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "app/worker_control.hpp"
#include "domain/latency_sensor.hpp"
#include "http/handler.hpp"
#include "http/server_probe.hpp"
#include "metrics/http_probe.hpp"
#include "metrics/registry.hpp"
#include "ports/clock.hpp"

namespace souk {

class ServerProbe final : public http::ServerProbe {
 public:
  ServerProbe(metrics::Registry& registry, ports::Clock& clock) : metrics_(registry), clock_(clock) {}

  // Before the server starts: whose latency counts as core.
  void watch_core_routes(const std::vector<http::Route>& routes);
  app::CoreLatency core_latency();

  void on_request(std::string_view route, std::string_view method, int status, Nanos latency) override;
  void on_refusal(http::Refusal reason) override;
  void on_exception(std::string_view route, std::string_view what) override;
  void on_connection(int delta) override;

 private:
  metrics::HttpProbe metrics_;
  ports::Clock& clock_;
  std::unordered_set<std::string> core_routes_;
  std::mutex mutex_;
  domain::LatencySensor core_;
};

// For the operator API, whose own traffic nobody measures.
http::ServerProbe& null_server_probe();

}  // namespace souk
