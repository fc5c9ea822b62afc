#include "services/souk/shop_replica.hpp"

#include <utility>

namespace souk {

ShopReplica::ShopReplica(ports::ReplicaId id, const ReplicaParts& parts, std::unique_ptr<storage::ReplicaStore> own,
                         ports::MarketStore* home)
    : id_(id), own_(std::move(own)), store_(own_ ? &own_->market() : home) {
  shop_ = std::make_unique<app::Shop>(*store_, parts.flags, parts.clock);
  server_ = std::make_unique<http::Server>(parts.server, parts.routes(*shop_), parts.clock, parts.probe);
}

ShopReplica::~ShopReplica() { stop(); }

Result<void> ShopReplica::serve() {
  Result<void> started = server_->start();
  if (started) state_ = domain::ReplicaState::serving;
  return started;
}

void ShopReplica::retire() {
  state_ = domain::ReplicaState::draining;
  server_->retire();
}

bool ShopReplica::stop() {
  server_->stop();
  if (own_) own_->stop();
  return server_->stats().in_flight == 0;
}

}  // namespace souk
