// The AnalyticsStore port in the simulated world: a worker's own connection, with no pool before it.
#pragma once

#include "ports/analytics_store.hpp"
#include "sim/database.hpp"

namespace souk::sim {

class AnalyticsStore final : public ports::AnalyticsStore {
 public:
  explicit AnalyticsStore(Database& database) : database_(database) {}

  Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent> events,
                                           std::span<const domain::PoisonEvent> poison, domain::Strategy strategy,
                                           std::uint64_t low_watermark) override;
  Task<Result<void>> save_watermark(std::uint64_t low_watermark) override;
  Task<Result<domain::ConsumerProgress>> progress() override;

 private:
  Task<Result<domain::ApplyOutcome>> apply_each(std::span<const domain::PositionedEvent> events,
                                                std::span<const domain::PoisonEvent> poison,
                                                std::uint64_t low_watermark);
  Task<Result<domain::ApplyOutcome>> apply_once(domain::TransactionKind kind,
                                                std::span<const domain::PositionedEvent> events,
                                                std::span<const domain::PoisonEvent> poison,
                                                std::uint64_t low_watermark);
  Database& database_;
};

class AnalyticsStoreFactory final : public ports::AnalyticsStoreFactory {
 public:
  explicit AnalyticsStoreFactory(Database& database) : database_(database) {}
  Result<std::unique_ptr<ports::AnalyticsStore>> open() override {
    return std::unique_ptr<ports::AnalyticsStore>(std::make_unique<AnalyticsStore>(database_));
  }

 private:
  Database& database_;
};

}  // namespace souk::sim
