// One reading of a running souk, as the operator API publishes it and the drill runner samples it. Counters count
// since the data folder was made (events) or since the process started (everything else).
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "domain/deployment.hpp"
#include "domain/owner.hpp"
#include "domain/time.hpp"

namespace souk::domain {

struct ResourceStatus {  // a pool or the writer queue
  std::uint64_t capacity = 0;
  std::uint64_t in_use = 0;
  PerOwner<std::uint64_t> waiting{};    // now
  PerOwner<std::uint64_t> granted{};    // so far
  PerOwner<std::uint64_t> refused{};    // line full, so far
  PerOwner<std::uint64_t> expired{};    // deadline passed in line, so far
  PerOwner<std::uint64_t> waited_us{};  // total time spent in line by those granted, microseconds
};

struct ServiceStatus {
  UnixMs at = 0;
  std::int64_t uptime_ms = 0;
  std::int64_t pid = 0;
  // events
  std::uint64_t accepted = 0;  // durable in the log
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t backlog = 0;       // accepted - applied - duplicates - quarantined
  std::int64_t oldest_age_ms = 0;  // age of the oldest unconsumed event; 0 without backlog
  // worker cluster
  std::uint64_t workers = 0;         // running now
  std::uint64_t workers_target = 0;  // what the controllers ask for
  // shared resources
  ResourceStatus pool;
  ResourceStatus writer;
  // transactions by kind and work whose client had left when it finished
  std::map<std::string, std::uint64_t> transactions;
  std::uint64_t wasted = 0;
  // HTTP
  std::uint64_t requests = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t shed = 0;  // answered 429 or 503
  // replicas of the shop by state; pool and HTTP figures are their sums
  PerReplicaState replicas{};
  DeploymentStatus deployment;
  // process
  std::uint64_t resident_bytes = 0;
  double cpu_seconds = 0;
  std::map<std::string, std::string> flags;
};

}  // namespace souk::domain
