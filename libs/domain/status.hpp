// One reading of a running souk, as the operator API publishes it and the drill runner samples it. Counters count
// since the data folder was made (events) or since the process started (everything else).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "domain/component.hpp"
#include "domain/deployment.hpp"
#include "domain/owner.hpp"
#include "domain/phase_histograms.hpp"
#include "domain/time.hpp"

namespace souk::domain {

// Who has a shared resource and who waits for it, now.
struct ResourceUse {
  std::uint64_t capacity = 0;
  std::uint64_t in_use = 0;
  PerOwner<std::uint64_t> holding{};          // units; in_use is their sum
  PerOwner<std::uint64_t> waiting{};          // in line
  PerOwner<std::uint64_t> longest_hold_us{};  // age of the oldest unit that is held, microseconds; 0 without one
  PerOwner<std::uint64_t> longest_wait_us{};  // of the one who has waited longest
};

// Of several resources of one kind, as one.
inline void add(ResourceUse& sum, const ResourceUse& more) {
  sum.capacity += more.capacity;
  sum.in_use += more.in_use;
  for (std::size_t i = 0; i < kOwnerCount; ++i) {
    sum.holding[i] += more.holding[i];
    sum.waiting[i] += more.waiting[i];
    sum.longest_hold_us[i] = std::max(sum.longest_hold_us[i], more.longest_hold_us[i]);
    sum.longest_wait_us[i] = std::max(sum.longest_wait_us[i], more.longest_wait_us[i]);
  }
}

struct ResourceStatus : ResourceUse {   // a pool or the writer queue
  PerOwner<std::uint64_t> granted{};    // so far
  PerOwner<std::uint64_t> refused{};    // line full, so far
  PerOwner<std::uint64_t> expired{};    // deadline passed in line, so far
  PerOwner<std::uint64_t> waited_us{};  // total time spent in line by those granted, microseconds
};

struct SearchStatus {
  std::optional<double> quality;  // NDCG@10 of the ranking in force, 0 to 1; none while it is not known
  UnixMs snapshot_at = 0;         // of the stored snapshot; 0 = there is none
};

// The Top Vendor programme, and what its vendors were told.
struct VendorFigures {
  std::uint64_t flagged = 0;              // vendors now
  std::uint64_t mails_waiting = 0;        // notices and apologies not sent yet, now
  std::uint64_t notices_sent = 0;         // so far: "your status was flagged"
  std::uint64_t notices_unretracted = 0;  // of those, without an apology that was sent
};

// For whoever looks at the service now; not kept with every sample of a drill, of which there are thousands.
struct Telemetry {
  ResourceUse work_queue;  // places for events on their way from the log to the workers; zeros where nobody counts
  ResourceUse admission;   // requests in flight, as of a moment ago; likewise
  PhaseTotals phases{};    // where requests and workers spent their time
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
  std::uint64_t workers = 0;            // running now
  std::uint64_t workers_target = 0;     // what the controllers ask for
  std::uint64_t store_connections = 0;  // open ones: of the pools, of workers, and the one that sets up
  // the repair of the counts, since the process started
  std::uint64_t recounted = 0;  // vendors
  std::uint64_t corrected = 0;  // rows that were wrong
  std::uint64_t repairs = 0;    // runs through all vendors
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
  SearchStatus search;
  // core requests (installs, upgrades, renewals), as the service itself sees them
  std::uint64_t core_ok = 0;      // answered with success before their client left
  std::uint64_t core_failed = 0;  // answered 429 or 5xx, or too late; refusals by the shop's rules are neither
  std::uint64_t core_p99_us = 0;  // of the last seconds; 0 without core_samples
  std::uint64_t core_samples = 0;
  // replicas of the shop by state; pool and HTTP figures are their sums
  PerReplicaState replicas{};
  DeploymentStatus deployment;
  // process
  std::uint64_t resident_bytes = 0;
  double cpu_seconds = 0;
  VendorFigures vendors;
  std::optional<bool> japan_saw_yen;  // in the last answer about prices there; none while nobody asked
  // Active installs as they are in the last answer to a product (else zero, or none at all); none while none asked.
  std::optional<bool> products_saw_counts;
  std::optional<bool> reports_had_counts;  // likewise, of an app's distribution by week
  std::map<std::string, std::string> flags;
  // what the probes of the status page see
  ComponentStates components{};
  std::shared_ptr<const Telemetry> telemetry;  // null where it was left out
};

}  // namespace souk::domain
