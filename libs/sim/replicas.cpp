#include "sim/replicas.hpp"

#include <algorithm>
#include <utility>

#include "ports/store_stats.hpp"

namespace souk::sim {
namespace {

constexpr Nanos kDrainPoll = std::chrono::milliseconds(5);

}  // namespace

Replicas::Replica::Replica(ports::ReplicaId its_id, std::unique_ptr<Database> its_own, MarketStore* home,
                           ports::Flags& flags, const app::LiveSettings& settings, app::LoadShedding& shedding,
                           ports::Clock& clock)
    : id(its_id),
      own(std::move(its_own)),
      own_store(own ? std::make_unique<MarketStore>(*own, MemoryDatabase::Texts::none) : nullptr),
      store(own_store ? own_store.get() : home),
      shop(*store, flags, clock) {
  shop.follow(settings);
  shop.shed(shedding);
}

Replicas::Replicas(Machine& machine, Database& home, MarketStore& home_store, ports::Flags& flags,
                   const app::LiveSettings& settings, app::LoadShedding& shedding, const DatabaseOptions& options)
    : machine_(machine),
      home_(home),
      home_store_(home_store),
      flags_(flags),
      settings_(settings),
      shedding_(shedding),
      options_(options) {
  replicas_.push_back(
      std::make_shared<Replica>(++last_id_, nullptr, &home_store_, flags_, settings_, shedding_, machine_.clock));
  replicas_.back()->state = domain::ReplicaState::serving;
}

Replicas::ReplicaPtr Replicas::find(ports::ReplicaId id) const {
  return *std::find_if(replicas_.begin(), replicas_.end(), [id](const auto& replica) { return replica->id == id; });
}

const Replicas::ReplicaPtr& Replicas::least_busy() const {
  const auto busyness = [](const ReplicaPtr& replica) {
    return std::pair(replica->state != domain::ReplicaState::serving, replica->in_flight);
  };
  return *std::min_element(replicas_.begin(), replicas_.end(),
                           [&busyness](const auto& a, const auto& b) { return busyness(a) < busyness(b); });
}

Task<Result<ports::ReplicaId>> Replicas::start() {
  auto own = std::make_unique<Database>(home_, options_);
  own->set_bulkhead(bulkhead_);
  const ports::ReplicaId id = ++last_id_;
  replicas_.push_back(
      std::make_shared<Replica>(id, std::move(own), nullptr, flags_, settings_, shedding_, machine_.clock));
  co_return id;
}

Task<Result<void>> Replicas::serve(ports::ReplicaId id) {
  find(id)->state = domain::ReplicaState::serving;
  co_return Result<void>();
}

Task<bool> Replicas::drain(ports::ReplicaId id, Instant deadline) {
  const ReplicaPtr replica = find(id);
  replica->state = domain::ReplicaState::draining;
  while (replica->in_flight > 0) {
    if (machine_.clock.now() >= deadline) co_return false;
    co_await machine_.clock.sleep_for(kDrainPoll);
  }
  co_return true;
}

// A request that is still there keeps its replica alive, and hears from the closed pool.
Task<void> Replicas::stop(ports::ReplicaId id) {
  const ReplicaPtr replica = find(id);
  if (replica->own) replica->own->close_pool();
  if (replica->own_store) ports::add_past(past_, replica->own_store->stats());
  std::erase(replicas_, replica);
  co_return;
}

std::vector<ports::ReplicaId> Replicas::serving() const {
  std::vector<ports::ReplicaId> ids;
  for (const ReplicaPtr& replica : replicas_) {
    if (replica->state == domain::ReplicaState::serving) ids.push_back(replica->id);
  }
  return ids;
}

domain::PerReplicaState Replicas::count() const {
  domain::PerReplicaState count{};
  for (const ReplicaPtr& replica : replicas_) ++count[static_cast<std::size_t>(replica->state)];
  return count;
}

void Replicas::set_bulkhead(bool on) {
  bulkhead_ = on;
  for (const ReplicaPtr& replica : replicas_) {
    if (replica->own) replica->own->set_bulkhead(on);
  }
}

void Replicas::add_stores_to(ports::MarketStore::Stats& house) const {
  ports::add_past(house, past_);
  for (const ReplicaPtr& replica : replicas_) {
    if (replica->own_store) ports::add_present(house, replica->own_store->stats());
  }
}

std::optional<bool> Replicas::newest(std::optional<bool> (app::Shop::*answer)() const) const {
  for (auto replica = replicas_.rbegin(); replica != replicas_.rend(); ++replica) {
    if (const auto said = ((*replica)->shop.*answer)()) return said;
  }
  return std::nullopt;
}

void Replicas::close() {
  for (const ReplicaPtr& replica : replicas_) {
    if (replica->own) replica->own->close_pool();
  }
}

}  // namespace souk::sim
