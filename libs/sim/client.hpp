// The MarketplaceClient port in the simulated world: requests travel through the network model to the service that
// runs when they arrive, and answers travel back, if the client is still there.
#pragma once

#include <memory>

#include "ports/marketplace_client.hpp"
#include "sim/cluster.hpp"
#include "sim/request.hpp"

namespace souk::sim {

class Client final : public ports::MarketplaceClient {
 public:
  Client(Machine& machine, Cluster& cluster) : machine_(machine), cluster_(cluster) {}

  Task<ports::Reply> app_page(std::string app_key, Instant deadline) override;
  Task<ports::Reply> browse(std::string category, Instant deadline) override;
  Task<ports::Reply> search(std::string text, Instant deadline) override;
  Task<ports::Reply> latest_version(std::string app_key, Instant deadline) override;
  Task<ports::Reply> command(domain::Command command, std::string idempotency_key, Instant deadline) override;
  Task<ports::Reply> post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) override;
  Task<ports::Reply> run_errand(ports::VendorErrand errand, Instant deadline) override;

 private:
  class Exchange;
  using ExchangePtr = std::shared_ptr<Exchange>;
  Task<ports::Reply> send(Request request, Instant deadline);
  Task<ports::Reply> send_watched(Request request, Instant deadline);
  void send_again(Request request);
  void arrive(const ExchangePtr& exchange);
  static Task<void> serve(Service& service, ExchangePtr exchange);

  Machine& machine_;
  Cluster& cluster_;
  Instant awake_ = kNever;  // when the users' thread last got an answer
};

}  // namespace souk::sim
