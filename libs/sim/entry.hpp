// Something that the simulated world's context calls once, at its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/entry_pool.hpp"

namespace souk::sim {

// Which simulated process something belongs to. What a process has under way inherits it, and dies with it.
using Process = std::uint32_t;
inline constexpr Process kWorld = 0;  // belongs to no process: users, the drill

// Owned by the context from schedule(), post() or park() on.
class Entry {
 public:
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  static void* operator new(std::size_t bytes) { return EntryPool::take(bytes); }
  static void operator delete(void* entry, std::size_t bytes) { EntryPool::give_back(entry, bytes); }

 protected:
  Entry() = default;
  virtual ~Entry() = default;

 private:
  friend class Context;
  friend class TimedHeap;
  // Frees itself first, so that what it calls can use the memory again.
  virtual void run_and_delete() = 0;
  void discard() { delete this; }
  static constexpr Process kUndecided = ~Process{0};
  static constexpr std::uint32_t kNotTimed = ~std::uint32_t{0};
  Process process_ = kUndecided;     // that of whoever made it wait first
  std::uint32_t place_ = kNotTimed;  // in the heap of those that wait for a time
  Entry* previous_ = nullptr;        // in the list of those that wait for no time
  Entry* next_ = nullptr;
  bool condemned_ = false;  // its process was killed: it will be destroyed, whoever wakes it meanwhile
};

template <class Function>
class EntryOf final : public Entry {
 public:
  explicit EntryOf(Function function) : function_(std::move(function)) {}

 private:
  void run_and_delete() override {
    Function function(std::move(function_));
    delete this;
    function();
  }
  Function function_;
};

}  // namespace souk::sim
