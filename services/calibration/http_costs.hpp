// What a request costs the server and the client, and how long it travels between them.
#pragma once

#include "domain/result.hpp"
#include "services/calibration/shop_on_loopback.hpp"
#include "services/calibration/store_costs.hpp"
#include "services/calibration/traffic.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

struct HttpCosts {
  sim::ServiceTime server_cpu;  // a page from the cache
  sim::ServiceTime client_cpu;
  Nanos server_cpu_per_event{0};
  Nanos client_cpu_per_event{0};
  sim::ServiceTime network;   // half of what is left of the round trip
  Nanos cpu_per_install{0};   // of the process: client, server, connections
  Nanos install_p50{0};       // of those installs, from the moment they were due: what a drill would see
  double installs_per_s = 0;  // four at a time, again and again
};

// `shop` has started. Errors: unavailable (an answer was not 2xx).
Result<HttpCosts> measure_http(ShopOnLoopback& shop, const Traffic& traffic, ports::Clock& clock, Nanos duration);

}  // namespace souk::calibration
