// The engine of `souk load`: one request at a fixed target, again and again, when the arrival process says so and not
// when the server allows it. A request's latency counts from its intended start, so a server that stops for two
// seconds shows up as two seconds (tools that wait for the answer before they send again never ask in that time and
// report none of it).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "domain/load.hpp"
#include "domain/result.hpp"
#include "http/client.hpp"

namespace souk::load {

struct OpenLoopOptions {
  std::string url;
  domain::ArrivalKind arrivals = domain::ArrivalKind::poisson;
  double rate_per_s = 100;
  double ramp_from_per_s = 0;  // with ramp > 0: the rate at the start
  Nanos ramp{0};               // over which the rate moves from ramp_from_per_s to rate_per_s
  Nanos duration = std::chrono::seconds(10);
  std::size_t connections = 100;             // a request waits for one while all are busy
  Nanos timeout = std::chrono::seconds(10);  // from the intended start
  std::size_t max_outstanding = 100'000;     // requests beyond are dropped, which makes the run invalid
  std::uint64_t seed = 1;
  Nanos lateness_bound = std::chrono::milliseconds(100);  // p99 of the generator's own lateness
  http::ClientRequest request;  // method, header lines and body; its target comes from the URL
};

struct LoadResult {
  OpenLoopOptions options;
  domain::Accounting accounting;
  domain::Histogram latency;         // ok requests, from the intended start
  domain::Histogram failed_latency;  // error, timeout and shed, likewise
  domain::Lateness lateness;         // actual minus intended start
  std::map<int, std::uint64_t> statuses;
  std::map<std::string, std::uint64_t> failures;  // by reason, without an answer
  Nanos elapsed{0};                               // from the first instant of the schedule to the last answer
  bool interrupted = false;                       // fewer requests than asked for were started
  double cpu_us_per_request = 0;                  // of the generator's thread
  std::uint64_t connects = 0;

  double ok_per_s() const;
  // Empty if the figures can be trusted, else why not.
  std::string invalid_because() const;
  bool valid() const { return invalid_because().empty(); }
};

struct LoadProgress {
  Nanos elapsed{0};
  domain::Accounting accounting;
  std::uint64_t ok_in_last_second = 0;
  Nanos p99_in_last_second{0};
};
using ProgressCallback = std::function<void(const LoadProgress&)>;

// Runs on the calling thread until every request has ended (at most duration + timeout). Calls `progress`, if given,
// once a second. Once `stop`, asked ten times a second, says so, no further request starts. Errors: invalid_argument
// (options), unavailable (host does not resolve). A server that is away is not an error of the run: its refusals are
// counted.
Result<LoadResult> run_open_loop(const OpenLoopOptions& options, const ProgressCallback& progress = {},
                                 const std::function<bool()>& stop = {});

}  // namespace souk::load
