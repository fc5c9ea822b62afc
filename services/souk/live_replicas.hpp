// The shop's replicas in this process, on one port and one data folder.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "http/listening_port.hpp"
#include "ports/replicas.hpp"
#include "services/souk/shop_replica.hpp"
#include "storage/sqlite_database.hpp"

namespace souk {

class LiveReplicas final : public ports::Replicas {
 public:
  // At most so many at a time: twice what the setting `replicas` may ask for.
  static constexpr std::size_t kMost = 16;

  // Nothing runs yet. `server`: its address and port are those of all replicas.
  LiveReplicas(http::ServerOptions server, storage::SqliteDatabase& database, ports::Flags& flags, ports::Clock& clock,
               http::ServerProbe& probe, ReplicaRoutes routes);
  ~LiveReplicas() override;

  // Listens and starts `count` replicas. The first one uses the database's own pool, as a shop without replicas does.
  Result<void> open(std::size_t count);
  std::uint16_t port() const { return listening_->port(); }
  // All at once, within the server's grace, more or less. Idempotent.
  void shut_down();

  // Stopping one blocks the caller's thread, for the server's grace at most.
  Task<Result<ports::ReplicaId>> start() override;
  ports::MarketStore& store(ports::ReplicaId id) override;
  Task<Result<void>> serve(ports::ReplicaId id) override;
  Task<bool> drain(ports::ReplicaId id, Instant deadline) override;
  Task<void> stop(ports::ReplicaId id) override;
  std::vector<ports::ReplicaId> serving() const override;
  domain::PerReplicaState count() const override;

  // Any thread.
  void set_bulkhead(bool on);
  // Sums over all replicas, past ones included; of now, over those that are there.
  http::ServerStats http_stats() const;
  domain::ResourceUse in_flight() const;  // of all servers together
  // Adds the connections that are the replicas' own to those of the house.
  void add_stores_to(ports::MarketStore::Stats& house) const;
  // By the newest replica that a product asked.
  std::optional<bool> products_saw_counts() const { return newest(&app::Shop::products_saw_counts); }
  std::optional<bool> reports_had_counts() const { return newest(&app::Shop::reports_had_counts); }

 private:
  using ReplicaPtr = std::shared_ptr<ShopReplica>;
  std::optional<bool> newest(std::optional<bool> (app::Shop::*answer)() const) const;
  Result<ReplicaPtr> make(bool at_home);
  std::vector<ReplicaPtr> all() const;
  ReplicaPtr find(ports::ReplicaId id) const;
  void forget(const ReplicaPtr& replica);

  storage::SqliteDatabase& database_;
  ports::Clock& clock_;
  ReplicaParts parts_;
  std::shared_ptr<http::ListeningPort> listening_;
  mutable std::mutex mutex_;
  std::vector<ReplicaPtr> replicas_;  // oldest first
  // Stopped, but a request of theirs still waits for something that does not hear of it.
  std::vector<ReplicaPtr> abandoned_;
  ports::ReplicaId last_id_ = 0;
  bool bulkhead_ = false;
  bool shut_down_ = false;
  // Of those that are gone.
  http::ServerStats past_http_;
  ports::MarketStore::Stats past_stores_;
};

}  // namespace souk
