// What a shopper, an in-product client, a renewing customer, a phone-home agent or a vendor can ask of the marketplace.
// Live it is HTTP; simulated it calls the use cases through a network model.
#pragma once

#include <string>
#include <vector>

#include "domain/commerce.hpp"
#include "domain/event.hpp"
#include "domain/time.hpp"
#include "ports/task.hpp"
#include "ports/vendor_errand.hpp"

namespace souk::ports {

enum class ReplyKind : std::uint8_t {
  ok,       // 2xx
  error,    // any other answer, or a broken connection
  timeout,  // no answer by the deadline; the client has left
  shed,     // the service refused for load: 429 or 503
};

struct Reply {
  ReplyKind kind = ReplyKind::error;
  int status = 0;        // HTTP status, 0 without an answer
  Nanos retry_after{0};  // 0 = not given
};

class MarketplaceClient {
 public:
  virtual ~MarketplaceClient() = default;
  // Each call ends by `deadline`. None throws; cancellation ends a call as a timeout.
  virtual Task<Reply> app_page(std::string app_key, Instant deadline) = 0;
  virtual Task<Reply> browse(std::string category, Instant deadline) = 0;
  virtual Task<Reply> search(std::string text, Instant deadline) = 0;
  virtual Task<Reply> latest_version(std::string app_key, Instant deadline) = 0;
  virtual Task<Reply> command(domain::Command command, std::string idempotency_key, Instant deadline) = 0;
  virtual Task<Reply> post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) = 0;
  // The answer that ended it: the last one, or the first that was not good.
  virtual Task<Reply> run_errand(VendorErrand errand, Instant deadline) = 0;
};

}  // namespace souk::ports
