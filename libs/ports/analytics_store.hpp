// The worker's side of the store. Each worker has its own (its own connection, as a worker of a cluster has), made by
// the factory on the worker's thread; its calls may block that thread.
#pragma once

#include <memory>
#include <span>

#include "domain/apply.hpp"
#include "domain/presence.hpp"
#include "domain/result.hpp"
#include "ports/request_context.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class AnalyticsStore {
 public:
  virtual ~AnalyticsStore() = default;

  // Applies events exactly once (duplicates by source + id, and replays of a position, change nothing) and records
  // their positions, in one transaction for all (batched, row_by_row) or one for each (per_event). Also quarantines
  // `poison` (found unreadable by the caller) and those events that name an unknown app. `low_watermark`: every
  // position below it was consumed before; it is stored, and never goes back. Errors: overloaded, no_space, io,
  // corrupt; on an error nothing of the failing transaction happened (with per_event, earlier ones may have: a retry is
  // safe).
  virtual Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent> events,
                                                   std::span<const domain::PoisonEvent> poison,
                                                   domain::Strategy strategy, std::uint64_t low_watermark) = 0;

  // Stores `low_watermark` (never goes back). For housekeeping when no apply carries it.
  virtual Task<Result<void>> save_watermark(std::uint64_t low_watermark) = 0;

  virtual Task<Result<domain::ConsumerProgress>> progress() = 0;

  // Takes applied events into the count of active instances, in the order of the log, and then forgets instances that
  // fell silent: one transaction of bounded size, with the position it came to, so that every event counts exactly once
  // and a repeated call does nothing. Errors: overloaded, no_space, io, corrupt.
  virtual Task<Result<domain::PresenceRolled>> roll_presence(domain::PresenceRoll roll) = 0;
};

class AnalyticsStoreFactory {
 public:
  virtual ~AnalyticsStoreFactory() = default;
  // Opens a connection. Called on the thread that will use it. Errors: io.
  virtual Result<std::unique_ptr<AnalyticsStore>> open() = 0;
};

}  // namespace souk::ports
