// AnalyticsStore on SQLite: a worker's own connection, used on the worker's thread.
#pragma once

#include <memory>
#include <vector>

#include "ports/analytics_store.hpp"
#include "storage/app_directory.hpp"
#include "storage/connection.hpp"
#include "storage/event_tables.hpp"
#include "storage/transaction_counters.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

class SqliteAnalyticsStore final : public ports::AnalyticsStore {
 public:
  SqliteAnalyticsStore(std::unique_ptr<Connection> connection, WriterQueue& writers, AppDirectory& apps,
                       TransactionCounters& counters);

  Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent> events,
                                           std::span<const domain::PoisonEvent> poison, domain::Strategy strategy,
                                           std::uint64_t low_watermark) override;
  Task<Result<void>> save_watermark(std::uint64_t low_watermark) override;
  Task<Result<domain::ConsumerProgress>> progress() override;
  Task<Result<domain::PresenceRolled>> roll_presence(domain::PresenceRoll roll) override;

 private:
  // An event with everything that can be found out about it before the writer's turn.
  struct Candidate {
    const domain::PositionedEvent* event = nullptr;
    domain::EventKey key;
    AppReference app;
    const char* poison_reason = nullptr;  // why it cannot be applied; null if it can
    std::uint32_t order = 0;              // place in the caller's span: the first of two duplicates counts
  };
  Result<Candidate> examine(const domain::PositionedEvent& event, std::uint32_t order);
  Result<WriterQueue::Turn> take_turn();

  Result<domain::ApplyOutcome> apply_each(std::span<const domain::PositionedEvent> events,
                                          std::span<const domain::PoisonEvent> poison, std::uint64_t low_watermark);
  Result<void> apply_one(const Candidate& candidate, std::uint64_t low_watermark, domain::ApplyOutcome& outcome);
  Result<domain::ApplyOutcome> apply_row_by_row(std::span<const domain::PositionedEvent> events,
                                                std::span<const domain::PoisonEvent> poison,
                                                std::uint64_t low_watermark);
  // In the transaction: everything that one event changes, and what it counts for added to `progress`.
  void consume(const Candidate& candidate, domain::ApplyOutcome& outcome, domain::ConsumerProgress& progress);

  Result<domain::ApplyOutcome> apply_together(std::span<const domain::PositionedEvent> events,
                                              std::span<const domain::PoisonEvent> poison, std::uint64_t low_watermark);
  // In the transaction: the candidates that were not consumed before, in the order of their keys.
  std::vector<Candidate> drop_replayed(std::vector<Candidate> candidates, domain::ApplyOutcome& outcome);
  void apply_fresh(std::vector<Candidate> fresh, domain::ApplyOutcome& outcome);
  void add_up(const std::vector<Candidate>& applied);

  // Quarantines what the caller found unreadable; the number of positions that were new.
  std::uint64_t quarantine(std::span<const domain::PoisonEvent> poison, domain::ApplyOutcome& outcome);
  void quarantine(const Candidate& candidate, domain::ApplyOutcome& outcome);

  std::unique_ptr<Connection> connection_;
  WriterQueue& writers_;
  AppDirectory& apps_;
  TransactionCounters& counters_;
  EventTables tables_;
};

class SqliteAnalyticsStoreFactory final : public ports::AnalyticsStoreFactory {
 public:
  SqliteAnalyticsStoreFactory(ConnectionOptions options, WriterQueue& writers, AppDirectory& apps,
                              TransactionCounters& counters)
      : options_(std::move(options)), writers_(writers), apps_(apps), counters_(counters) {}
  Result<std::unique_ptr<ports::AnalyticsStore>> open() override;

 private:
  ConnectionOptions options_;
  WriterQueue& writers_;
  AppDirectory& apps_;
  TransactionCounters& counters_;
};

}  // namespace souk::storage
