// The replicas of the shop, as a deployment handles them. All share a port, the data and the writer's turn; each has
// its own connections to the store (with the statements and pages that those remember), page cache and HTTP
// connections.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/deployment.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/market_store.hpp"
#include "ports/task.hpp"

namespace souk::ports {

using ReplicaId = std::uint64_t;

class Replicas {
 public:
  virtual ~Replicas() = default;

  // Makes a replica that gets no requests yet: state warming. Errors: io, overloaded (too many there already).
  virtual Task<Result<ReplicaId>> start() = 0;
  // The store through that replica's own connections, to warm them up. Until stop(id).
  virtual MarketStore& store(ReplicaId id) = 0;
  // From now on it takes its part of the new connections: state serving. Errors: io.
  virtual Task<Result<void>> serve(ReplicaId id) = 0;
  // It takes no new connections and finishes what it has: state draining. Ends when nobody is left, or at `deadline`.
  // True if nobody is. May be called again to go on waiting.
  virtual Task<bool> drain(ReplicaId id, Instant deadline) = 0;
  // Ends it: who is still there is cut off. In any state.
  virtual Task<void> stop(ReplicaId id) = 0;

  virtual std::vector<ReplicaId> serving() const = 0;  // oldest first
  virtual domain::PerReplicaState count() const = 0;   // any thread
};

}  // namespace souk::ports
