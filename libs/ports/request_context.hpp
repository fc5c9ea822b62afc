// What travels with a unit of work through every port: whom to bill and until when anybody wants the answer.
#pragma once

#include <string_view>

#include "domain/owner.hpp"
#include "domain/time.hpp"

namespace souk::ports {

class RequestTrace;

struct RequestContext {
  domain::Owner owner = domain::Owner::browse;
  // Until when a resource may be waited for; kNever = the resource's own limit applies. The `deadline-propagation`
  // flag decides whether the client's deadline is put here.
  Instant deadline = kNever;
  // When the client stops waiting, as it said; kNever if it did not. Work finished later is counted as wasted.
  Instant client_leaves = kNever;
  // What the client calls this request or itself, for flags that are in force for a share of requests; empty: unknown.
  // Outlives every call that it is passed to.
  std::string_view key{};
  // Where the time goes that this takes; null: nobody asks. Outlives every call that it is passed to.
  RequestTrace* trace = nullptr;
};

}  // namespace souk::ports
