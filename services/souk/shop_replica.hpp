// One replica of the shop: its own connections to the store, page caches and HTTP connections.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "app/shop.hpp"
#include "domain/deployment.hpp"
#include "http/handler.hpp"
#include "http/server.hpp"
#include "ports/market_store.hpp"
#include "ports/replicas.hpp"
#include "storage/replica_store.hpp"

namespace souk {

// The routes of a replica, around its shop.
using ReplicaRoutes = std::function<std::vector<http::Route>(app::Shop&)>;

// What a replica is made of.
struct ReplicaParts {
  http::ServerOptions server;  // with a listening port
  ReplicaRoutes routes;
  ports::Flags& flags;
  ports::Clock& clock;
  http::ServerProbe& probe;
};

class ShopReplica {
 public:
  // `home`: a store that outlives it, instead of one of its own.
  ShopReplica(ports::ReplicaId id, const ReplicaParts& parts, std::unique_ptr<storage::ReplicaStore> own,
              ports::MarketStore* home);
  ~ShopReplica();
  ShopReplica(const ShopReplica&) = delete;
  ShopReplica& operator=(const ShopReplica&) = delete;

  ports::ReplicaId id() const { return id_; }
  domain::ReplicaState state() const { return state_; }
  ports::MarketStore& store() { return *store_; }
  const app::Shop& shop() const { return *shop_; }
  // Its own connections; null if it uses those of the house.
  ports::MarketStore* own_store() { return own_ ? store_ : nullptr; }
  http::ServerStats stats() const { return server_->stats(); }
  domain::ResourceUse in_flight() const { return server_->in_flight(); }

  Result<void> serve();
  void retire();
  // Cuts off who is still there. True if nothing of it is under way any more, and it may be destroyed.
  bool stop();

 private:
  const ports::ReplicaId id_;
  std::atomic<domain::ReplicaState> state_{domain::ReplicaState::warming};
  // Destroyed in the reverse order: the store's calls end first, then the coroutines that waited for them, then what
  // these refer to.
  std::unique_ptr<app::Shop> shop_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<storage::ReplicaStore> own_;
  ports::MarketStore* store_;
};

}  // namespace souk
