// A write between its two steps: prepared against the state of the moment, and not yet done. It takes effect when it is
// committed; if it goes away before (its coroutine was destroyed, the process crashed), nothing of it ever happened.
#pragma once

#include <cstdint>
#include <utility>

namespace souk::sim {

class MemoryDatabase;

// Stands for the change that the database holds ready. The database must outlive it.
class PreparedWrite {
 public:
  PreparedWrite(PreparedWrite&& other) noexcept
      : database_(std::exchange(other.database_, nullptr)), number_(other.number_) {}
  PreparedWrite& operator=(PreparedWrite&& other) noexcept {
    if (this != &other) {
      drop();
      database_ = std::exchange(other.database_, nullptr);
      number_ = other.number_;
    }
    return *this;
  }
  ~PreparedWrite() { drop(); }

 private:
  friend class MemoryDatabase;
  PreparedWrite(MemoryDatabase& database, std::uint64_t number) : database_(&database), number_(number) {}
  void drop() noexcept;

  MemoryDatabase* database_;  // null once committed
  std::uint64_t number_;
};

// With what the transaction answers once it is committed.
template <class T>
struct Prepared {
  T result;
  PreparedWrite write;
};

struct Nothing {};  // the answer of a transaction that has none

}  // namespace souk::sim
