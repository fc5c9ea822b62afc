#include "services/calibration/shop_on_loopback.hpp"

#include <utility>

#include "services/analytics/ingest_endpoint.hpp"
#include "services/calibration/stopwatch.hpp"
#include "services/marketplace/routes.hpp"

namespace souk::calibration {
namespace {

std::vector<http::Route> routes(app::Shop& shop, app::Ingest& ingest, ports::Flags& flags, ports::Clock& clock) {
  std::vector<http::Route> table = marketplace::marketplace_routes(shop, flags, clock);
  table.push_back(analytics::ingest_route(ingest));
  return table;
}

}  // namespace

void AnswerCosts::on_request(std::string_view, std::string_view, int, Nanos) {
  const Nanos now = Stopwatch::thread_cpu();
  const std::scoped_lock lock(mutex_);
  if (last_ >= Nanos{0}) samples_.push_back(now - last_);
  last_ = now;
}

std::vector<Nanos> AnswerCosts::take() {
  const std::scoped_lock lock(mutex_);
  last_ = Nanos{-1};
  return std::exchange(samples_, {});
}

ShopOnLoopback::ShopOnLoopback(ports::MarketStore& store, ports::EventLog& log, ports::Clock& clock)
    : shop_(store, flags_, clock),
      ingest_(log, flags_, clock),
      server_({.io_threads = 1}, routes(shop_, ingest_, flags_, clock), clock, costs_) {}

}  // namespace souk::calibration
