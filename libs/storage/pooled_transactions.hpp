// How a store's calls become transactions on pooled connections: a read is one hop; a write takes its turn at the
// writer queue there. For stores besides the shop's.
#pragma once

#include <functional>
#include <utility>

#include "ports/clock.hpp"
#include "storage/connection_pool.hpp"
#include "storage/transaction_counters.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

class PooledTransactions {
 public:
  PooledTransactions(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters, ports::Clock& clock)
      : pool_(pool), writers_(writers), counters_(counters), clock_(clock) {}

  // `work`: Connection& -> Result<T>.
  template <class T, class Work>
  Task<Result<T>> read(TransactionKind kind, ports::RequestContext context, Work work) {
    std::function<Result<T>(Connection&)> counted = [this, kind, work = std::move(work)](Connection& connection) {
      Result<T> result = work(connection);
      if (result) counters_.count(kind);
      return result;
    };
    co_return co_await pool_.call<T>(context, std::move(counted));
  }

  // `work`: Connection& -> T, inside a write transaction whose commit brings its errors.
  template <class T, class Work>
  Task<Result<T>> write(TransactionKind kind, ports::RequestContext context, Work work) {
    std::function<Result<T>(Connection&)> in_turn = [this, kind, context,
                                                     work = std::move(work)](Connection& connection) -> Result<T> {
      const Result<WriterQueue::Turn> turn = writers_.take(context.owner, context.deadline);
      if (!turn) return turn.error();
      if (context.deadline <= clock_.now()) {
        return fail(Errc::deadline_exceeded, "the deadline passed before the transaction began");
      }
      Transaction transaction(connection, Transaction::Mode::write);
      T result = work(connection);
      if (auto committed = transaction.commit(); !committed) return committed.error();
      counters_.count(kind);
      return result;
    };
    co_return co_await pool_.call<T>(context, std::move(in_turn));
  }

 private:
  ConnectionPool& pool_;
  WriterQueue& writers_;
  TransactionCounters& counters_;
  ports::Clock& clock_;
};

}  // namespace souk::storage
