// The EventLog port in the simulated world: group commit on the modelled disk. The log of one process on records that
// outlive it.
#pragma once

#include <deque>
#include <list>

#include "ports/event_log.hpp"
#include "sim/machine.hpp"
#include "sim/memory_log.hpp"
#include "sim/waiter.hpp"

namespace souk::sim {

class EventLog final : public ports::EventLog {
 public:
  EventLog(Machine& machine, MemoryLog& records) : machine_(machine), records_(records) {}

  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override;
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override;
  // Ends early, with what is known then, when the caller is cancelled.
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override;
  Task<Result<void>> trim(std::uint64_t position) override;
  ports::LogStats stats() const override { return records_.stats(); }

  // Records that are durable from the start: a commit elsewhere made them so. `payloads` are within the limits.
  void append_durable(std::vector<std::string> payloads);
  bool closed() const { return closed_; }

  // Refuses appends from now on and ends the waits of readers; appends under way are finished.
  void close();

 private:
  // Somebody who waits until the log is durable up to a position. In its coroutine's frame.
  struct Place {
    Place(EventLog& its_log, std::uint64_t its_end) : log(its_log), end(its_end), waiter(its_log.machine_.context) {
      here = log.places_.insert(log.places_.end(), this);
    }
    ~Place() { log.places_.erase(here); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    EventLog& log;
    std::uint64_t end;
    Waiter waiter;
    bool is_append = false;
    bool lost = false;  // the sync failed: nothing of it is in the log
    std::list<Place*>::iterator here;
  };
  void start_syncing();
  Task<void> sync_until_done();
  void wake_durable();
  void lose_volatile();

  Machine& machine_;
  MemoryLog& records_;
  std::list<Place*> places_;
  std::uint64_t unsynced_events_ = 0;
  bool syncing_ = false;
  bool closed_ = false;
};

}  // namespace souk::sim
