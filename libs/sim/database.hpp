// The store of one simulated process: the state in memory behind the resources that make it slow. A connection of the
// pool is held for a whole transaction, the writer's turn included; a commit holds the writer while the disk syncs.
// Each connection of the pool is a thread: one that was free sleeps and has to be woken, one that somebody waited for
// goes on with the next call; the thread that asked always has to be woken for the answer.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "domain/status.hpp"
#include "domain/transaction_kind.hpp"
#include "ports/request_context.hpp"
#include "sim/machine.hpp"
#include "sim/memory_database.hpp"
#include "sim/turns.hpp"

namespace souk::sim {

struct DatabaseOptions {
  std::size_t connections = 8;
  std::size_t max_waiting = 2'048;
  Nanos max_wait = std::chrono::seconds(30);
};

class Database {
 public:
  Database(Machine& machine, MemoryDatabase& state, const DatabaseOptions& options);
  // One more pool of connections on what `first` has: a replica's.
  Database(const Database& first, const DatabaseOptions& options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // A transaction that reads, on a pooled connection. `work`: const MemoryDatabase& -> Result<T>.
  template <class T, class Work>
  Task<Result<T>> read(domain::TransactionKind kind, ports::RequestContext context, Work work) {
    Turns::Visit connection(pool_, context.owner, context.deadline);
    co_await connection.decided();
    if (!connection.granted()) co_return connection.error();
    if (!connection.waited()) co_await machine_.wake(machine_.model.hop);
    if (is_late(context)) co_return late();
    Cores::Work reading = machine_.compute(machine_.model.cost_of(kind).cpu, machine_.model.store_call_cpu);
    co_await reading.done();
    Result<T> result = work(std::as_const(state_));
    finished(kind, context);
    connection.give_back();
    co_await machine_.wake(machine_.model.hop);
    co_return result;
  }

  // A transaction that writes, on a pooled connection. `prepare`: MemoryDatabase& -> Result<Prepared<T>>. `items`: rows
  // of which the kind costs more for each.
  template <class T, class Prepare>
  Task<Result<T>> write(domain::TransactionKind kind, ports::RequestContext context, Prepare prepare,
                        std::size_t items = 0) {
    Turns::Visit connection(pool_, context.owner, context.deadline);
    co_await connection.decided();
    if (!connection.granted()) co_return connection.error();
    if (!connection.waited()) co_await machine_.wake(machine_.model.hop);
    if (is_late(context)) co_return late();
    Cores::Work calling(machine_.cores, machine_.model.store_call_cpu);
    co_await calling.done();
    auto writing = write_here<T>(kind, context.owner, context.deadline, items, std::move(prepare));
    Result<T> result = co_await std::move(writing);
    if (result) finished(kind, context);
    if (!result && machine_.planted == Bug::leaked_connection) connection.leak();  // planted: on the way of an error
    connection.give_back();
    co_await machine_.wake(machine_.model.hop);
    co_return result;
  }

  // The same on a connection of the caller's own, as a worker has. `items`: events in the transaction.
  template <class T, class Prepare>
  Task<Result<T>> write_here(domain::TransactionKind kind, domain::Owner owner, Instant deadline, std::size_t items,
                             Prepare prepare) {
    Turns::Visit turn(shared_->writer, owner, deadline);
    co_await turn.decided();
    if (!turn.granted()) co_return turn.error();
    if (turn.waited())
      co_await machine_.clock.pass_for(machine_.model.handover.draw(machine_.random) + shared_->crowd.wait);
    const TransactionCost& cost = machine_.model.cost_of(kind);
    Cores::Work working =
        machine_.compute(cost.cpu, cost.cpu_per_item * static_cast<std::int64_t>(items) + crowding(owner));
    co_await working.done();
    Result<Prepared<T>> prepared = prepare(state_);
    if (!prepared) co_return prepared.error();
    // A commit that changed no row, such as a replayed receipt, has nothing to sync.
    if (!state_.prepared_is_empty()) {
      auto syncing = machine_.disk.sync(machine_.model.commit);
      const Result<void> synced = co_await std::move(syncing);
      if (!synced) co_return synced.error();
      if (fills_log(cost, items)) {
        auto copying = machine_.disk.sync(machine_.model.checkpoint);
        co_await std::move(copying);
      }
    }
    co_return state_.commit(std::move(*prepared));
  }

  // How many workers there are, each with a connection of its own.
  void set_workers(std::size_t workers);
  void count(domain::TransactionKind kind) { ++shared_->counts[static_cast<std::size_t>(kind)]; }
  // With shares, owners that wait take turns.
  void set_bulkhead(bool on);
  void close();
  void close_pool() { pool_.close(); }

  Witness* witness() const { return machine_.witness; }
  const MemoryDatabase& state() const { return state_; }
  const Turns& pool() const { return pool_; }
  const Turns& writer() const { return shared_->writer; }
  std::map<std::string, std::uint64_t> transactions() const;
  std::uint64_t wasted() const { return wasted_; }

 private:
  bool is_late(const ports::RequestContext& context) const { return context.deadline <= machine_.clock.now(); }
  // Whether the commit finds the log so long that it copies it into the data file.
  bool fills_log(const TransactionCost& cost, std::size_t items) {
    shared_->log_pages += cost.pages + cost.pages_per_item * static_cast<double>(items);
    if (shared_->log_pages < Model::kCheckpointPages) return false;
    shared_->log_pages = 0;
    return true;
  }
  // What a worker's transaction costs more in a crowd of them.
  Nanos crowding(domain::Owner owner) const {
    return owner == domain::Owner::analytics ? shared_->crowd.cpu : Nanos{0};
  }
  static Error late() { return fail(Errc::deadline_exceeded, "the deadline passed before the store began"); }
  void finished(domain::TransactionKind kind, const ports::RequestContext& context) {
    count(kind);
    if (machine_.clock.now() > context.client_leaves) ++wasted_;
  }

  Machine& machine_;
  MemoryDatabase& state_;
  // What all pools on the same data have in common.
  struct Shared {
    Shared(Context& context, Turns::Options options) : writer(context, std::move(options)) {}
    Turns writer;
    std::array<std::uint64_t, domain::kTransactionKindCount> counts{};
    CrowdCost crowd{};
    double log_pages = 0;
  };
  std::shared_ptr<Shared> shared_;
  Turns pool_;
  std::uint64_t wasted_ = 0;
};

}  // namespace souk::sim
