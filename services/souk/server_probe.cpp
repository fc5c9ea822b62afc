#include "services/souk/server_probe.hpp"

#include <spdlog/spdlog.h>

namespace souk {
namespace {

class NullProbe final : public http::ServerProbe {
 public:
  void on_request(std::string_view, std::string_view, int, Nanos) override {}
  void on_refusal(http::Refusal) override {}
  void on_connection(int) override {}
};

}  // namespace

void ServerProbe::watch_core_routes(const std::vector<http::Route>& routes) {
  if (!core_routes_.empty()) return;  // read by the servers that run; every replica has the same
  for (const http::Route& route : routes) {
    if (route.owner == domain::Owner::core) core_routes_.insert(route.pattern);
  }
}

app::CoreLatency ServerProbe::core_latency() {
  const std::scoped_lock lock(mutex_);
  const Instant now = clock_.now();
  return {core_.quantile(0.99, now), core_.count(now)};
}

void ServerProbe::on_request(std::string_view route, std::string_view method, int status, Nanos latency) {
  metrics_.on_request(route, method, status, latency);
  if (!core_routes_.contains(std::string(route))) return;
  const std::scoped_lock lock(mutex_);
  core_.record(latency, clock_.now());
}

void ServerProbe::on_refusal(http::Refusal reason) { metrics_.on_refusal(http::to_string(reason)); }

void ServerProbe::on_exception(std::string_view route, std::string_view what) { spdlog::error("{}: {}", route, what); }

void ServerProbe::on_connection(int delta) { metrics_.on_connection(delta); }

http::ServerProbe& null_server_probe() {
  static NullProbe probe;
  return probe;
}

}  // namespace souk
