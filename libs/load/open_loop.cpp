#include "load/open_loop.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "domain/arrival_process.hpp"
#include "domain/duration.hpp"
#include "load/http_marketplace_client.hpp"
#include "ports/rethrow.hpp"
#include "runtime/live_clock.hpp"

namespace souk::load {
namespace {

constexpr Nanos kStopCheck = std::chrono::milliseconds(100);
constexpr std::size_t kStartsPerTurn = 64;  // a generator that is behind lets answers in after this many

double thread_cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  const auto us = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

class OpenLoop {
 public:
  OpenLoop(const OpenLoopOptions& options, const http::Url& url, const ProgressCallback& progress,
           const std::function<bool()>& stop)
      : client_(context_.get_executor(), clock_,
                {.endpoint = url.endpoint,
                 .host = url.host,
                 .max_connections = options.connections,
                 .max_waiting = options.max_outstanding}),
        progress_(progress),
        stop_(stop) {
    result_.options = options;
    result_.options.request.target = url.target;
    result_.options.request.discard_body = true;
  }

  LoadResult run() {
    const double cpu_before = thread_cpu_us();
    start_ = clock_.now();
    asio::co_spawn(context_, arrive(), rethrow);
    if (progress_) asio::co_spawn(context_, report(), rethrow);
    context_.run();
    result_.connects = client_.stats().connects;
    const auto sent = std::max<std::uint64_t>(1, result_.accounting.attempts);
    result_.cpu_us_per_request = (thread_cpu_us() - cpu_before) / static_cast<double>(sent);
    return std::move(result_);
  }

 private:
  domain::ArrivalProcess schedule() const {
    const OpenLoopOptions& options = result_.options;
    const double first = options.ramp > Nanos{0} ? options.ramp_from_per_s : options.rate_per_s;
    domain::ArrivalProcess arrivals(domain::Random(options.seed, "open-loop"), {options.arrivals, first, Nanos{0}},
                                    start_);
    if (options.ramp > Nanos{0}) arrivals.change({options.arrivals, options.rate_per_s, options.ramp}, start_);
    return arrivals;
  }

  Task<void> arrive() {
    domain::ArrivalProcess arrivals = schedule();
    const Instant end = start_ + result_.options.duration;
    std::size_t starts = 0;
    while (arrivals.next() < end && !stopped()) {
      const Instant intended = arrivals.next();
      if (intended > clock_.now()) {
        const Instant check = std::min(intended, clock_.now() + kStopCheck);
        co_await clock_.sleep_until(check);
        starts = 0;
        if (check < intended) continue;
      }
      if (++starts > kStartsPerTurn) {
        co_await asio::post(context_, asio::use_awaitable);
        starts = 0;
      }
      arrivals.advance();
      start_request(intended);
    }
    arriving_ = false;
  }

  bool stopped() {
    if (!stop_ || !stop_()) return false;
    result_.interrupted = true;
    return true;
  }

  void start_request(Instant intended) {
    domain::Accounting& accounting = result_.accounting;
    ++accounting.planned;
    result_.lateness.histogram.record(clock_.now() - intended);
    if (accounting.in_flight >= result_.options.max_outstanding) {
      ++accounting.dropped;
      return;
    }
    ++accounting.in_flight;
    ++accounting.attempts;
    asio::co_spawn(context_, one_request(intended), rethrow);
  }

  Task<void> one_request(Instant intended) {
    http::ClientRequest request = result_.options.request;
    const Result<http::ClientResponse> response =
        co_await client_.send(std::move(request), intended + result_.options.timeout);
    const Instant now = clock_.now();
    result_.elapsed = now - start_;
    finish(response, now - intended);
  }

  void finish(const Result<http::ClientResponse>& response, Nanos latency) {
    domain::Accounting& accounting = result_.accounting;
    --accounting.in_flight;
    if (response) {
      ++result_.statuses[response->status];
    } else {
      ++result_.failures[response.error().detail];
    }
    const ports::ReplyKind kind = reply_of(response).kind;
    if (kind == ports::ReplyKind::ok) {
      ++accounting.ok;
      result_.latency.record(latency);
      if (progress_) last_second_.record(latency);
      return;
    }
    ++(kind == ports::ReplyKind::timeout ? accounting.timeout
       : kind == ports::ReplyKind::shed  ? accounting.shed
                                         : accounting.error);
    result_.failed_latency.record(latency);
  }

  Task<void> report() {
    Instant next = start_;
    while (arriving_ || result_.accounting.in_flight > 0) {
      next += std::chrono::seconds(1);
      co_await clock_.sleep_until(next);
      progress_({clock_.now() - start_, result_.accounting, last_second_.count(), last_second_.quantile(0.99)});
      last_second_.clear();
    }
  }

  asio::io_context context_{1};
  runtime::LiveClock clock_;
  http::Client client_;
  const ProgressCallback& progress_;
  const std::function<bool()>& stop_;
  LoadResult result_;
  Instant start_;
  domain::Histogram last_second_;
  bool arriving_ = true;
};

Error refuse(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

Result<void> check(const OpenLoopOptions& options) {
  constexpr double kMostPerSecond = 1e6;
  if (!(options.rate_per_s > 0) || options.rate_per_s > kMostPerSecond) {
    return refuse("the rate must be above 0 and at most 1,000,000 per second");
  }
  if (!(options.ramp_from_per_s >= 0) || options.ramp_from_per_s > kMostPerSecond) {
    return refuse("the rate to ramp from must be from 0 to 1,000,000 per second");
  }
  if (options.duration <= Nanos{0}) return refuse("the duration must be above 0");
  if (options.timeout <= Nanos{0}) return refuse("the timeout must be above 0");
  if (options.connections == 0) return refuse("at least one connection is needed");
  return {};
}

}  // namespace

double LoadResult::ok_per_s() const {
  return elapsed > Nanos{0} ? static_cast<double>(accounting.ok) / to_s(elapsed) : 0;
}

std::string LoadResult::invalid_because() const {
  if (interrupted) return "it was interrupted";
  if (!accounting.closes()) return "the accounting does not close";
  if (accounting.dropped > 0) {
    return fmt::format("{} requests were dropped: more than {} were outstanding", accounting.dropped,
                       options.max_outstanding);
  }
  if (!lateness.within(options.lateness_bound)) {
    return fmt::format("the generator fell behind: p99 of its lateness is {:.1f} ms, the bound is {}",
                       to_ms(lateness.histogram.quantile(0.99)), domain::format_duration(options.lateness_bound));
  }
  return {};
}

Result<LoadResult> run_open_loop(const OpenLoopOptions& options, const ProgressCallback& progress,
                                 const std::function<bool()>& stop) {
  const Result<void> checked = check(options);
  if (!checked) return checked.error();
  const Result<http::Url> url = http::resolve_url(options.url);
  if (!url) return url.error();
  OpenLoop loop(options, *url, progress, stop);
  return loop.run();
}

}  // namespace souk::load
