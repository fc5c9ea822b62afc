// What a user asks the simulated service, and what it answers: HTTP without the bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/commerce.hpp"
#include "domain/event.hpp"
#include "domain/owner.hpp"
#include "domain/time.hpp"
#include "ports/vendor_errand.hpp"

namespace souk::sim {

struct Request {
  enum class Kind : std::uint8_t { app_page, browse, search, latest_version, command, post_events, errand };
  Kind kind = Kind::app_page;
  std::string text{};         // app key, category, words or idempotency key
  domain::Command command{};  // command
  std::vector<domain::AnalyticsEvent> events{};
  ports::VendorErrand errand{};  // errand: all its requests in one
  Instant client_leaves = kNever;

  domain::Owner owner() const;
  std::size_t bytes() const;  // about what it takes on the wire
};

struct Answer {
  int status = 0;
  Nanos retry_after{0};
};

}  // namespace souk::sim
