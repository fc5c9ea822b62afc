#include "metrics/http_probe.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace souk::metrics {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::string_view bounded_method(std::string_view method) {
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end() ? method : "other";
}

// From the fastest read of a cached page to a client's longest patience, in seconds.
const prometheus::Histogram::BucketBoundaries& duration_buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                               0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return buckets;
}

}  // namespace

HttpProbe::HttpProbe(Registry& registry)
    : requests_(prometheus::BuildCounter()
                    .Name("souk_http_requests_total")
                    .Help("HTTP requests answered, by route pattern, method and status.")
                    .Register(registry.families())),
      durations_(prometheus::BuildHistogram()
                     .Name("souk_http_request_duration_seconds")
                     .Help("Time from a request read to its answer ready, by route pattern.")
                     .Register(registry.families())),
      refusals_(prometheus::BuildCounter()
                    .Name("souk_http_refusals_total")
                    .Help("Requests and connections turned away by admission, by reason.")
                    .Register(registry.families())),
      connections_(prometheus::BuildGauge()
                       .Name("souk_http_connections")
                       .Help("Open HTTP connections.")
                       .Register(registry.families())
                       .Add({})) {}

HttpProbe::Series HttpProbe::series_of(const RequestView& view) {
  {
    const std::shared_lock lock(mutex_);
    const auto known = series_.find(view);
    if (known != series_.end()) return known->second;
  }
  const auto& [route, method, status] = view;
  const std::string route_label(route);
  const Series made{.requests = &requests_.Add(
                        {{"route", route_label}, {"method", std::string(method)}, {"status", std::to_string(status)}}),
                    .duration = &durations_.Add({{"route", route_label}}, duration_buckets())};
  const std::unique_lock lock(mutex_);
  return series_.try_emplace(RequestKey(view), made).first->second;
}

void HttpProbe::on_request(std::string_view route, std::string_view method, int status, Nanos latency) {
  const Series series = series_of({route.empty() ? "unmatched" : route, bounded_method(method), status});
  series.requests->Increment();
  series.duration->Observe(to_s(latency));
}

void HttpProbe::on_refusal(std::string_view reason) { refusals_.Add({{"reason", std::string(reason)}}).Increment(); }

void HttpProbe::on_connection(int delta) { connections_.Increment(delta); }

}  // namespace souk::metrics
