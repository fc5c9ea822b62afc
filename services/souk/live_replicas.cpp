#include "services/souk/live_replicas.hpp"

#include <algorithm>
#include <utility>

#include "ports/store_stats.hpp"

namespace souk {
namespace {

constexpr Nanos kDrainPoll = std::chrono::milliseconds(5);

void add(http::ServerStats& sum, const http::ServerStats& more, bool now) {
  sum.requests += more.requests;
  sum.shed += more.shed;
  if (!now) return;
  sum.in_flight += more.in_flight;
  sum.connections += more.connections;
}

}  // namespace

LiveReplicas::LiveReplicas(http::ServerOptions server, storage::SqliteDatabase& database, ports::Flags& flags,
                           ports::Clock& clock, http::ServerProbe& probe, ReplicaRoutes routes)
    : database_(database), clock_(clock), parts_{std::move(server), std::move(routes), flags, clock, probe} {}

LiveReplicas::~LiveReplicas() { shut_down(); }

Result<void> LiveReplicas::open(std::size_t count) {
  Result<std::shared_ptr<http::ListeningPort>> port =
      http::ListeningPort::open(parts_.server.address, parts_.server.port);
  if (!port) return port.error();
  listening_ = *port;
  parts_.server.listening_port = listening_;
  for (std::size_t i = 0; i < count; ++i) {
    const Result<ReplicaPtr> replica = make(i == 0);
    if (!replica) return replica.error();
    if (Result<void> serving = (*replica)->serve(); !serving) return serving;
  }
  return {};
}

Result<LiveReplicas::ReplicaPtr> LiveReplicas::make(bool at_home) {
  std::unique_ptr<storage::ReplicaStore> own;
  if (!at_home) {
    Result<std::unique_ptr<storage::ReplicaStore>> opened = database_.open_replica_store();
    if (!opened) return opened.error();
    own = std::move(*opened);
  }
  const std::lock_guard lock(mutex_);
  if (replicas_.size() >= kMost) return fail(Errc::overloaded, "there are too many replicas already");
  if (own) own->market().set_bulkhead(bulkhead_);
  auto replica = std::make_shared<ShopReplica>(++last_id_, parts_, std::move(own), &database_.market());
  replicas_.push_back(replica);
  return replica;
}

std::vector<LiveReplicas::ReplicaPtr> LiveReplicas::all() const {
  const std::lock_guard lock(mutex_);
  return replicas_;
}

LiveReplicas::ReplicaPtr LiveReplicas::find(ports::ReplicaId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(replicas_.begin(), replicas_.end(), [id](const auto& r) { return r->id() == id; });
  return found == replicas_.end() ? nullptr : *found;
}

Task<Result<ports::ReplicaId>> LiveReplicas::start() {
  const Result<ReplicaPtr> replica = make(false);
  if (!replica) co_return replica.error();
  co_return (*replica)->id();
}

ports::MarketStore& LiveReplicas::store(ports::ReplicaId id) { return find(id)->store(); }

Task<Result<void>> LiveReplicas::serve(ports::ReplicaId id) { co_return find(id)->serve(); }

Task<bool> LiveReplicas::drain(ports::ReplicaId id, Instant deadline) {
  const ReplicaPtr replica = find(id);
  replica->retire();
  while (replica->stats().connections > 0) {
    if (clock_.now() >= deadline) co_return false;
    co_await clock_.sleep_for(kDrainPoll);
  }
  co_return true;
}

Task<void> LiveReplicas::stop(ports::ReplicaId id) {
  forget(find(id));
  co_return;
}

void LiveReplicas::forget(const ReplicaPtr& replica) {
  const bool over = replica->stop();
  const std::lock_guard lock(mutex_);
  if (std::erase(replicas_, replica) == 0) return;
  add(past_http_, replica->stats(), false);
  if (ports::MarketStore* own = replica->own_store()) ports::add_past(past_stores_, own->stats());
  if (!over) abandoned_.push_back(replica);
}

void LiveReplicas::shut_down() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true)) return;
  }
  for (const ReplicaPtr& replica : all()) replica->retire();
  for (const ReplicaPtr& replica : all()) replica->stop();
}

std::vector<ports::ReplicaId> LiveReplicas::serving() const {
  std::vector<ports::ReplicaId> ids;
  for (const ReplicaPtr& replica : all()) {
    if (replica->state() == domain::ReplicaState::serving) ids.push_back(replica->id());
  }
  return ids;
}

domain::PerReplicaState LiveReplicas::count() const {
  domain::PerReplicaState count{};
  for (const ReplicaPtr& replica : all()) ++count[static_cast<std::size_t>(replica->state())];
  return count;
}

void LiveReplicas::set_bulkhead(bool on) {
  const std::lock_guard lock(mutex_);
  bulkhead_ = on;
  for (const ReplicaPtr& replica : replicas_) {
    if (ports::MarketStore* own = replica->own_store()) own->set_bulkhead(on);
  }
}

http::ServerStats LiveReplicas::http_stats() const {
  const std::lock_guard lock(mutex_);
  http::ServerStats sum = past_http_;
  for (const ReplicaPtr& replica : replicas_) add(sum, replica->stats(), true);
  return sum;
}

domain::ResourceUse LiveReplicas::in_flight() const {
  domain::ResourceUse sum;
  for (const ReplicaPtr& replica : all()) domain::add(sum, replica->in_flight());
  return sum;
}

void LiveReplicas::add_stores_to(ports::MarketStore::Stats& house) const {
  const std::lock_guard lock(mutex_);
  ports::add_past(house, past_stores_);
  for (const ReplicaPtr& replica : replicas_) {
    if (ports::MarketStore* own = replica->own_store()) ports::add_present(house, own->stats());
  }
}

std::optional<bool> LiveReplicas::newest(std::optional<bool> (app::Shop::*answer)() const) const {
  const std::lock_guard lock(mutex_);
  for (auto replica = replicas_.rbegin(); replica != replicas_.rend(); ++replica) {
    if (const auto said = ((*replica)->shop().*answer)()) return said;
  }
  return std::nullopt;
}

}  // namespace souk
