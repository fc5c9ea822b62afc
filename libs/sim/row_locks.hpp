// Locks on rows, as PostgreSQL has them: who wants to change a row that another transaction has changed waits until
// that one ends, first come first served; transactions on different rows do not see each other. What contention on a
// hot row costs follows from it: n transactions that hold the row for h each get 1/h done, the last waits n * h.
//
// Source of the rule: PostgreSQL 15 documentation, 13.3.2 "Row-Level Locks", and src/backend/access/heap/README.tuplock
// (the waiters of a tuple queue up on its heavyweight lock, so that they are served in order).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "domain/result.hpp"
#include "ports/task.hpp"
#include "sim/waiter.hpp"

namespace souk::sim {

class RowLocks {
 public:
  using Key = std::uint64_t;

  explicit RowLocks(Context& context) : context_(context) {}
  RowLocks(const RowLocks&) = delete;
  RowLocks& operator=(const RowLocks&) = delete;

  // A locked row. Given back when destroyed, which a transaction does with all of its locks at its end.
  class Lock {
   public:
    Lock(RowLocks& locks, Key key) : locks_(&locks), key_(key) {}
    Lock(Lock&& other) noexcept : locks_(std::exchange(other.locks_, nullptr)), key_(other.key_) {}
    Lock& operator=(Lock&&) = delete;
    ~Lock() {
      if (locks_ != nullptr) locks_->release(key_);
    }

   private:
    RowLocks* locks_;
    Key key_;
  };

  // Errors: deadline_exceeded. Rows of one transaction have to be taken in one order by everybody: a cycle of waits is
  // not found out, it ends with the deadline.
  Task<Result<Lock>> take(Key key, Instant deadline);

  std::size_t locked() const { return rows_.size(); }
  std::size_t waiting(Key key) const;

 private:
  enum class State : std::uint8_t { waiting, granted, expired, taken };
  struct InLine;
  using Line = std::deque<InLine*>;  // behind the holder

  void release(Key key);

  Context& context_;
  std::map<Key, Line> rows_;  // those that are locked
};

}  // namespace souk::sim
