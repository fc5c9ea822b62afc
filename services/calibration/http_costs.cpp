#include "services/calibration/http_costs.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <utility>

#include "domain/arrival_process.hpp"
#include "load/http_marketplace_client.hpp"
#include "ports/rethrow.hpp"
#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"

namespace souk::calibration {
namespace {

// A thread that sleeps between requests pays several times the CPU for each that a busy one does, and has to be woken.
// These are the rates at which drills run; a busy server is faster than the model says.
constexpr double kPagesPerS = 700;
constexpr double kInstallsPerS = 500;
constexpr std::size_t kUsers = 4;  // at a time, to find the most that the shop serves
constexpr std::size_t kPages = 64;
constexpr Nanos kPatience = std::chrono::seconds(10);
constexpr std::array<std::size_t, 4> kBatches{1, 10, 100, 500};

// What the client's thread saw of requests of one kind.
struct Seen {
  std::vector<Nanos> client_cpu;   // from one answer to the next
  std::vector<Nanos> round_trips;  // of the same requests
  std::vector<Nanos> asking_cpu;   // that part of the client's CPU that lies within the round trip
  std::vector<Nanos> latencies;    // from the moment the request was due
  std::vector<Nanos> server_cpu;
  Nanos process_cpu{0};
  Nanos took{0};
  std::size_t requests = 0;
};

class HttpMeasurement {
 public:
  HttpMeasurement(ShopOnLoopback& shop, const http::Url& url, const Traffic& traffic, ports::Clock& clock)
      : shop_(shop),
        traffic_(traffic),
        clock_(clock),
        client_(context_.get_executor(), clock, {.endpoint = url.endpoint, .host = url.host}),
        marketplace_(client_) {}

  // `users` that ask again as soon as they are answered.
  template <class Ask>
  Result<Seen> closed(std::size_t users, Nanos duration, Ask ask_once) {
    for (std::size_t i = 0; i < users; ++i) {
      asio::co_spawn(context_, user(Stopwatch::wall() + duration, ask_once), rethrow);
    }
    return watch();
  }

  // Whether answered or not: Poisson arrivals, as a drill's users make them.
  template <class Ask>
  Result<Seen> open(double per_s, Nanos duration, Ask ask_once) {
    asio::co_spawn(context_, arrivals(per_s, clock_.now() + duration, ask_once), rethrow);
    return watch();
  }

  Task<ports::Reply> page() {
    const auto& apps = traffic_.catalogue().apps;
    return marketplace_.app_page(apps[next_++ % kPages % apps.size()].key, deadline());
  }
  Task<ports::Reply> install() {
    const std::uint64_t n = ++next_ + kNewCustomers;
    return marketplace_.command(traffic_.command(domain::CommandKind::install, n),
                                "calibration-http-" + std::to_string(n), deadline());
  }
  Task<ports::Reply> post(const std::vector<domain::AnalyticsEvent>& events) {
    return marketplace_.post_events(events, deadline());
  }

 private:
  static constexpr std::uint64_t kNewCustomers = 1'000'000'000;  // beyond those of the store's measurement

  Instant deadline() const { return clock_.now() + kPatience; }

  // Until every request under way has its answer.
  Result<Seen> watch() {
    seen_ = {};
    failed_ = false;
    last_cpu_ = Nanos{-1};
    (void)shop_.costs().take();
    const Nanos began = Stopwatch::wall();
    const Nanos cpu_before = Stopwatch::process_cpu();
    context_.restart();
    context_.run();
    seen_.process_cpu = Stopwatch::process_cpu() - cpu_before;
    seen_.took = Stopwatch::wall() - began;
    seen_.server_cpu = shop_.costs().take();
    if (failed_) return fail(Errc::unavailable, "the shop did not answer 2xx but " + std::to_string(status_));
    if (seen_.client_cpu.empty() || seen_.server_cpu.empty()) {
      return fail(Errc::unavailable, "too few answers in the time: calibrate for longer");
    }
    return std::move(seen_);
  }

  template <class Ask>
  Task<void> user(Nanos end, Ask ask_once) {
    do {
      co_await request(Stopwatch::wall(), ask_once);
    } while (Stopwatch::wall() < end && !failed_);
  }

  template <class Ask>
  Task<void> arrivals(double per_s, Instant end, Ask ask_once) {
    domain::ArrivalProcess process(domain::Random(1, "calibration"), {domain::ArrivalKind::poisson, per_s, Nanos{0}},
                                   clock_.now());
    for (; process.next() < end && !failed_; process.advance()) {
      if (process.next() > clock_.now()) (void)co_await clock_.sleep_until(process.next());
      asio::co_spawn(context_, request(process.next().time_since_epoch(), ask_once), rethrow);
    }
  }

  template <class Ask>
  Task<void> request(Nanos due, Ask ask_once) {
    const Nanos cpu_before = Stopwatch::thread_cpu();
    const Nanos began = Stopwatch::wall();
    const ports::Reply reply = co_await ask_once();
    const Nanos answered = Stopwatch::wall();
    const Nanos cpu = Stopwatch::thread_cpu();
    seen_.latencies.push_back(answered - due);
    if (last_cpu_ >= Nanos{0}) {
      seen_.client_cpu.push_back(cpu - last_cpu_);
      seen_.asking_cpu.push_back(cpu - cpu_before);
      seen_.round_trips.push_back(answered - began);
    }
    last_cpu_ = cpu;
    ++seen_.requests;
    if (reply.kind == ports::ReplyKind::ok) co_return;
    failed_ = true;
    status_ = reply.status;
  }

  ShopOnLoopback& shop_;
  const Traffic& traffic_;
  ports::Clock& clock_;
  asio::io_context context_{1};
  http::Client client_;
  load::HttpMarketplaceClient marketplace_;
  Seen seen_;
  Nanos last_cpu_{-1};
  bool failed_ = false;
  int status_ = 0;
  std::uint64_t next_ = 0;
};

// What neither side computes is travelling.
sim::ServiceTime network_of(const Seen& pages) {
  const Nanos computing = median(pages.server_cpu) + median(pages.asking_cpu);
  std::vector<Nanos> one_way = without(pages.round_trips, computing);
  for (Nanos& way : one_way) way /= 2;
  return sim::ServiceTime::of_samples(std::move(one_way));
}

}  // namespace

Result<HttpCosts> measure_http(ShopOnLoopback& shop, const Traffic& traffic, ports::Clock& clock, Nanos duration) {
  const Result<http::Url> url = http::resolve_url(shop.url());
  if (!url) return url.error();
  HttpMeasurement http(shop, *url, traffic, clock);
  const auto page = [&http] { return http.page(); };
  const auto install = [&http] { return http.install(); };

  const auto warm = http.closed(kUsers, duration / 20, page);
  if (!warm) return warm.error();
  const auto pages = http.open(kPagesPerS, duration * 3 / 10, page);
  if (!pages) return pages.error();
  const auto ordered = http.open(kInstallsPerS, duration / 5, install);
  if (!ordered) return ordered.error();
  const auto crowd = http.closed(kUsers, duration / 5, install);
  if (!crowd) return crowd.error();

  std::vector<BatchCost> server, client;
  Traffic senders(traffic.catalogue());
  for (const std::size_t size : kBatches) {
    std::vector<domain::AnalyticsEvent> events;
    for (auto& positioned : senders.events(size)) events.push_back(std::move(positioned.event));
    const auto posts = http.closed(1, duration / 16, [&http, &events] { return http.post(events); });
    if (!posts) return posts.error();
    server.push_back({static_cast<double>(size), median(posts->server_cpu)});
    client.push_back({static_cast<double>(size), median(posts->client_cpu)});
  }
  return HttpCosts{.server_cpu = sim::ServiceTime::of_samples(pages->server_cpu),
                   .client_cpu = sim::ServiceTime::of_samples(pages->client_cpu),
                   .server_cpu_per_event = fit_line(server).per_item,
                   .client_cpu_per_event = fit_line(client).per_item,
                   .network = network_of(*pages),
                   .cpu_per_install = ordered->process_cpu / static_cast<std::int64_t>(ordered->requests),
                   .install_p50 = median(ordered->latencies),
                   .installs_per_s = static_cast<double>(crowd->requests) / to_s(crowd->took)};
}

}  // namespace souk::calibration
