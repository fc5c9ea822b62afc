// Business transactions on pooled connections, for all adapters alike: a read is work on
// a connection's thread; a write takes the writer's turn there first, and a transaction is around it.
#pragma once

#include <functional>
#include <utility>

#include "storage/connection_pool.hpp"
#include "storage/transaction_counters.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

class StoreCalls {
 public:
  template <class T>
  using Work = std::function<Result<T>(Connection&)>;

  StoreCalls(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters, ports::Clock& clock)
      : pool_(pool), writers_(writers), counters_(counters), clock_(clock) {}

  template <class T>
  Task<Result<T>> read(TransactionKind kind, ports::RequestContext context, Work<T> work) {
    Work<T> counted = [this, kind, work = std::move(work)](Connection& connection) {
      Result<T> result = work(connection);
      if (result) counters_.count(kind);
      return result;
    };
    co_return co_await pool_.call<T>(context, std::move(counted));
  }

  template <class T>
  Task<Result<T>> write(TransactionKind kind, ports::RequestContext context, Work<T> work) {
    Work<T> in_turn = [this, kind, context, work = std::move(work)](Connection& connection) {
      return write_here<T>(kind, context, work, connection);
    };
    co_return co_await pool_.call<T>(context, std::move(in_turn));
  }

 private:
  static constexpr int kMostTries = 5;  // of a transaction that others got in the way of

  // On the connection's thread: the turn, the transaction around `work`, the commit.
  template <class T>
  Result<T> write_here(TransactionKind kind, const ports::RequestContext& context, const Work<T>& work,
                       Connection& connection) {
    const Result<WriterQueue::Turn> turn = writers_.take(context.owner, context.deadline, connection.times());
    if (!turn) return turn.error();
    // The turn may have come at the last moment; nobody waits for the rest any more.
    if (context.deadline <= clock_.now()) {
      return fail(Errc::deadline_exceeded, "the deadline passed before the transaction began");
    }
    for (int tries = 1;; ++tries) {
      Transaction transaction(connection, Transaction::Mode::write);
      Result<T> result = work(connection);
      // What it did not find may be there: the connection had failed.
      if (!result && !connection.failed()) return result;
      const Result<void> committed = transaction.commit();
      if (committed && !result) return result;
      if (committed) {
        counters_.count(kind);
        return result;
      }
      if (!connection.worth_repeating() || tries == kMostTries) return committed.error();
    }
  }

  ConnectionPool& pool_;
  WriterQueue& writers_;
  TransactionCounters& counters_;
  ports::Clock& clock_;
};

}  // namespace souk::storage
