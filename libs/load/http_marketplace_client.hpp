// The marketplace over HTTP, as its users call it. Routes, bodies and headers are those of services/marketplace and
// services/analytics.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/event.hpp"
#include "http/client.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::load {

class HttpMarketplaceClient final : public ports::MarketplaceClient {
 public:
  // `client` must outlive it.
  explicit HttpMarketplaceClient(http::Client& client) : client_(client) {}

  Task<ports::Reply> app_page(std::string app_key, Instant deadline) override;
  Task<ports::Reply> browse(std::string category, Instant deadline) override;
  Task<ports::Reply> search(std::string text, Instant deadline) override;
  Task<ports::Reply> latest_version(std::string app_key, Instant deadline) override;
  Task<ports::Reply> command(domain::Command command, std::string idempotency_key, Instant deadline) override;
  Task<ports::Reply> post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) override;
  // As the vendor's demo login.
  Task<ports::Reply> run_errand(ports::VendorErrand errand, Instant deadline) override;

 private:
  Task<ports::Reply> get(std::string target, Instant deadline);
  Task<ports::Reply> send(http::ClientRequest request, Instant deadline);
  http::Client& client_;
};

// The request for a command, complete with its Idempotency-Key.
http::ClientRequest request_for(const domain::Command& command, std::string_view idempotency_key);

// A CloudEvents 1.0 batch (application/cloudevents-batch+json).
std::string cloudevents_batch(const std::vector<domain::AnalyticsEvent>& events);

// What an answer means to a user. 2xx ok; 429 and 503 shed, with Retry-After in seconds; anything else error.
ports::Reply reply_of(const Result<http::ClientResponse>& response);

}  // namespace souk::load
