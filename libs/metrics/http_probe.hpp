// The HTTP server's metrics: souk_http_requests_total{route,method,status}, souk_http_request_duration_seconds{route},
// souk_http_refusals_total{reason}, souk_http_connections.
//
// Labels are bounded: a route is its pattern ("" = no route matched), a method that HTTP does not know is "other".
// Series are looked up by views of their labels, so that a request that was seen before allocates nothing.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "domain/time.hpp"
#include "metrics/registry.hpp"

namespace souk::metrics {

// Any thread.
class HttpProbe {
 public:
  explicit HttpProbe(Registry& registry);

  // A request was answered. `route`: the pattern, "/rest/2/addons/{key}". `latency`: from its last byte read to its
  // answer ready.
  void on_request(std::string_view route, std::string_view method, int status, Nanos latency);
  // Admission turned a request or a connection away. `reason` from a fixed list: "in-flight", "shutdown", ...
  void on_refusal(std::string_view reason);
  // Connections opened (+1) or closed (-1).
  void on_connection(int delta);

 private:
  using RequestKey = std::tuple<std::string, std::string, int>;
  using RequestView = std::tuple<std::string_view, std::string_view, int>;
  struct Less {
    using is_transparent = void;
    bool operator()(const RequestView& a, const RequestView& b) const { return a < b; }
  };
  struct Series {
    prometheus::Counter* requests = nullptr;
    prometheus::Histogram* duration = nullptr;
  };
  Series series_of(const RequestView& view);

  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Gauge& connections_;
  std::shared_mutex mutex_;
  std::map<RequestKey, Series, Less> series_;  // series live as long as the registry
};

}  // namespace souk::metrics
