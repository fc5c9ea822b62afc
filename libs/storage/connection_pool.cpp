#include "storage/connection_pool.hpp"

#include <algorithm>
#include <exception>

#include "ports/request_trace.hpp"

namespace souk::storage {
namespace {

using domain::RequestPhase;

constexpr Nanos kTryAgain = std::chrono::milliseconds(50);  // to connect to a store that has no place

void send_away(PooledCall& call, Errc code, const char* why) {
  call.refuse(fail(code, why));
  call.finish();
}

}  // namespace

Result<std::unique_ptr<ConnectionPool>> ConnectionPool::open(const Options& options, ports::Clock& clock) {
  std::unique_ptr<ConnectionPool> pool(new ConnectionPool(options, clock));
  for (std::size_t i = 0; i < options.connections; ++i) {
    Result<std::unique_ptr<Connection>> connection = connect(options);
    if (!connection && connection.error().code != Errc::overloaded) return connection.error();
    auto slot = std::make_unique<Slot>();
    if (connection) slot->connection = std::move(*connection);
    pool->slots_.push_back(std::move(slot));
  }
  pool->start();
  return pool;
}

ConnectionPool::ConnectionPool(const Options& options, ports::Clock& clock)
    : options_(options), clock_(clock), line_({.capacity = options.connections, .max_waiting = options.max_waiting}) {}

ConnectionPool::~ConnectionPool() { stop(); }

Result<std::unique_ptr<Connection>> ConnectionPool::connect(const Options& options) {
  return options.open ? options.open() : Connection::open(options.connection);
}

void ConnectionPool::start() {
  for (const auto& slot : slots_) {
    if (slot->connection) idle_.push_back(slot.get());
  }
  connected_ = idle_.size();
  (void)line_.set_capacity(connected_, clock_.now());  // nobody waits yet
  for (const auto& slot : slots_) {
    slot->thread = std::thread(&ConnectionPool::serve, this, std::ref(*slot));
  }
  deadline_watch_ = std::thread(&ConnectionPool::watch_deadlines, this);
}

void ConnectionPool::stop() {
  std::vector<std::shared_ptr<PooledCall>> waiting;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    waiting = line_.take_all();
    for (const auto& slot : slots_) slot->woken.notify_one();
    deadline_changed_.notify_one();
  }
  for (const auto& call : waiting) send_away(*call, Errc::unavailable, "the store is closing");
  for (const auto& slot : slots_) {
    if (slot->thread.joinable()) slot->thread.join();
  }
  if (deadline_watch_.joinable()) deadline_watch_.join();
}

void ConnectionPool::set_shares(std::optional<domain::FairBroker::Shares> shares) {
  const std::scoped_lock lock(mutex_);
  line_.set_shares(shares);
}

domain::ResourceStatus ConnectionPool::status() const {
  const std::scoped_lock lock(mutex_);
  return line_.status(clock_.now());
}

std::uint64_t ConnectionPool::wasted() const {
  const std::scoped_lock lock(mutex_);
  return wasted_;
}

Task<void> ConnectionPool::finished(std::shared_ptr<PooledCall> call) {
  auto initiation = [](auto handler, ConnectionPool* pool, std::shared_ptr<PooledCall> started) {
    using Handler = decltype(handler);
    started->wait_with(std::make_unique<CompletionOf<Handler>>(std::move(handler)));
    pool->submit(std::move(started));
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiation, asio::use_awaitable, this, call);
}

void ConnectionPool::report(PooledCall& call) const {
  const ports::RequestContext& context = call.context();
  if (context.trace != nullptr) {
    context.trace->add(call.times());
  } else if (options_.phases != nullptr) {
    options_.phases->record(context.owner, call.times());
  }
}

void ConnectionPool::submit(std::shared_ptr<PooledCall> call) {
  using Decision = domain::FairBroker::Decision;
  const Instant now = clock_.now();
  const Instant limit = std::min(call->context().deadline, now + options_.max_wait);
  call->came_at = now;
  std::unique_lock lock(mutex_);
  if (stopping_) {
    lock.unlock();
    return send_away(*call, Errc::unavailable, "the store is closing");
  }
  switch (line_.enter(call, call->context().owner, now, limit)) {
    case Decision::granted: {
      call->granted_at = now;
      Slot* slot = idle_.back();
      idle_.pop_back();
      slot->next = std::move(call);
      slot->woken.notify_one();
      return;
    }
    case Decision::queued:
      if (limit < watch_wakes_at_) {
        watch_wakes_at_ = limit;
        deadline_changed_.notify_one();
      }
      return;
    case Decision::refused:
      lock.unlock();
      return send_away(*call, Errc::overloaded, "too many wait for a connection to the store");
  }
}

bool ConnectionPool::connect(Slot& slot) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      slot.woken.wait_for(lock, kTryAgain, [this] { return stopping_; });
      if (stopping_) return false;
    }
    Result<std::unique_ptr<Connection>> connection = connect(options_);
    if (!connection) continue;
    const std::scoped_lock lock(mutex_);
    slot.connection = std::move(*connection);
    const Instant now = clock_.now();
    const std::vector<std::shared_ptr<PooledCall>> granted = line_.set_capacity(++connected_, now);
    if (granted.empty()) {
      idle_.push_back(&slot);
    } else {
      slot.next = granted.front();
      slot.next->granted_at = now;
    }
    return true;
  }
}

void ConnectionPool::serve(Slot& slot) {
  if (!slot.connection && !connect(slot)) return;
  std::unique_lock lock(mutex_);
  for (;;) {
    while (!slot.next && !stopping_) slot.woken.wait(lock);
    if (!slot.next) return;
    const std::shared_ptr<PooledCall> call = std::move(slot.next);
    slot.next.reset();
    lock.unlock();
    const Instant began = clock_.now();
    domain::PhaseTimes& times = call->times();
    times.add(RequestPhase::pool, began - call->came_at);
    const bool done = perform(*slot.connection, *call, began);
    const Instant now = clock_.now();
    if (done) times.add(RequestPhase::store, now - began - times.of(RequestPhase::writer));
    lock.lock();
    if (done && now > call->context().client_leaves) ++wasted_;
    std::optional<std::shared_ptr<PooledCall>> next = line_.leave(call->context().owner, call->granted_at, now);
    if (next) {
      (*next)->granted_at = now;
      slot.next = std::move(*next);
    } else {
      idle_.push_back(&slot);
    }
    lock.unlock();
    call->finish();
    lock.lock();
  }
}

bool ConnectionPool::perform(Connection& connection, PooledCall& call, Instant now) {
  if (call.context().deadline <= now) {
    call.refuse(fail(Errc::deadline_exceeded, "the deadline passed before the store began"));
    return false;
  }
  connection.bill(&call.times());
  try {
    call.execute(connection);
  } catch (const std::exception& broken) {
    // A broken invariant ends the call, not the thread that every later call needs.
    call.refuse(fail(Errc::internal, broken.what()));
  }
  connection.bill(nullptr);
  return true;
}

void ConnectionPool::watch_deadlines() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const Instant now = clock_.now();
    const std::vector<std::shared_ptr<PooledCall>> expired = line_.take_expired(now);
    watch_wakes_at_ = line_.next_deadline();
    if (!expired.empty()) {
      lock.unlock();
      for (const auto& call : expired) {
        call->times().add(RequestPhase::pool, now - call->came_at);
        send_away(*call, Errc::deadline_exceeded, "waited too long for a connection to the store");
      }
      lock.lock();
    } else if (watch_wakes_at_ == kNever) {
      deadline_changed_.wait(lock);
    } else {
      deadline_changed_.wait_for(lock, watch_wakes_at_ - now);
    }
  }
}

}  // namespace souk::storage
