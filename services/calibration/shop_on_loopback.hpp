// The real shop and ingest behind the real server, on a port of the loopback, with one io thread whose CPU is read
// at every answer.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "app/ingest.hpp"
#include "app/shop.hpp"
#include "domain/result.hpp"
#include "flags/static_flags.hpp"
#include "http/server.hpp"
#include "ports/market_store.hpp"

namespace souk::calibration {

// CPU of the io thread from one answer to the next: reading, routing and answering one request, whatever the requests
// in flight share (a wake-up for several, say) included in its share.
class AnswerCosts final : public http::ServerProbe {
 public:
  void on_request(std::string_view route, std::string_view method, int status, Nanos latency) override;
  void on_refusal(http::Refusal) override {}
  void on_connection(int) override {}

  // Those since the last call; the first answer after it starts the clock.
  std::vector<Nanos> take();

 private:
  std::mutex mutex_;
  Nanos last_{-1};
  std::vector<Nanos> samples_;
};

class ShopOnLoopback {
 public:
  ShopOnLoopback(ports::MarketStore& store, ports::EventLog& log, ports::Clock& clock);
  Result<void> start() { return server_.start(); }
  // Before the store and the log stop.
  void stop() { server_.stop(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/"; }
  AnswerCosts& costs() { return costs_; }

 private:
  flags::StaticFlags flags_;
  app::Shop shop_;
  app::Ingest ingest_;
  AnswerCosts costs_;
  http::Server server_;
};

}  // namespace souk::calibration
