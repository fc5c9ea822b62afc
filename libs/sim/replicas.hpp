// The replicas of the simulated shop, in one process: each has a pool of connections and page caches of its own, on the
// store and the writer that all share. Connections of users are not modelled: each request goes to the replica that has
// the fewest under way, and one that drains is empty when its last answer is made.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/live_settings.hpp"
#include "app/shop.hpp"
#include "ports/flags.hpp"
#include "ports/replicas.hpp"
#include "sim/database.hpp"
#include "sim/machine.hpp"
#include "sim/market_store.hpp"

namespace souk::sim {

class Replicas final : public ports::Replicas {
 public:
  // `home` and its store: the pool of the first replica, which serves at once.
  Replicas(Machine& machine, Database& home, MarketStore& home_store, ports::Flags& flags,
           const app::LiveSettings& settings, app::LoadShedding& shedding, const DatabaseOptions& options);

 private:
  struct Replica {
    Replica(ports::ReplicaId its_id, std::unique_ptr<Database> its_own, MarketStore* home, ports::Flags& flags,
            const app::LiveSettings& settings, app::LoadShedding& shedding, ports::Clock& clock);
    ports::ReplicaId id;
    domain::ReplicaState state = domain::ReplicaState::warming;
    std::unique_ptr<Database> own;
    std::unique_ptr<MarketStore> own_store;
    MarketStore* store;
    app::Shop shop;
    std::size_t in_flight = 0;
  };
  using ReplicaPtr = std::shared_ptr<Replica>;

 public:
  // A request's stay at the replica that serves it. There always is one.
  class Visit {
   public:
    explicit Visit(Replicas& replicas) : replica_(replicas.least_busy()) { ++replica_->in_flight; }
    ~Visit() { --replica_->in_flight; }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    app::Shop& shop() { return replica_->shop; }

   private:
    ReplicaPtr replica_;
  };

  Task<Result<ports::ReplicaId>> start() override;
  ports::MarketStore& store(ports::ReplicaId id) override { return *find(id)->store; }
  Task<Result<void>> serve(ports::ReplicaId id) override;
  Task<bool> drain(ports::ReplicaId id, Instant deadline) override;
  Task<void> stop(ports::ReplicaId id) override;
  std::vector<ports::ReplicaId> serving() const override;
  domain::PerReplicaState count() const override;

  void set_bulkhead(bool on);
  // Adds the connections that are the replicas' own to those of the house.
  void add_stores_to(ports::MarketStore::Stats& house) const;
  // By the newest replica that a product asked.
  std::optional<bool> products_saw_counts() const { return newest(&app::Shop::products_saw_counts); }
  std::optional<bool> reports_had_counts() const { return newest(&app::Shop::reports_had_counts); }
  // Sends everybody away who waits for a connection.
  void close();

 private:
  std::optional<bool> newest(std::optional<bool> (app::Shop::*answer)() const) const;
  ReplicaPtr find(ports::ReplicaId id) const;
  const ReplicaPtr& least_busy() const;

  Machine& machine_;
  Database& home_;
  MarketStore& home_store_;
  ports::Flags& flags_;
  const app::LiveSettings& settings_;
  app::LoadShedding& shedding_;
  const DatabaseOptions options_;
  std::vector<ReplicaPtr> replicas_;  // oldest first
  ports::ReplicaId last_id_ = 0;
  bool bulkhead_ = false;
  ports::MarketStore::Stats past_;  // of those that are gone
};

}  // namespace souk::sim
