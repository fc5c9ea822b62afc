// The books of the load: every planned operation is entered once and leaves as exactly one of ok, error, timeout,
// shed or dropped. Filed per window of the intended start, and in totals.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/load.hpp"
#include "domain/time.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::app {

class SessionLedger {
 public:
  // Windows are `window` (> 0) long and start at `origin`; what is intended after the last of `max_windows` is filed
  // under the last. Latencies in windows longer than a second, of which a run keeps thousands, are coarsened to
  // kMostBuckets an operation when the next but one begins: see domain::Histogram::coarsen().
  SessionLedger(Instant origin, Nanos window, std::size_t max_windows);
  static constexpr std::size_t kMostBuckets = 128;

  // Moves the origin; before anything is booked.
  void begin(Instant origin) { origin_ = origin; }

  // Where an operation is filed. Good for as long as the ledger.
  class Entry {
   private:
    friend class SessionLedger;
    Entry(domain::OperationWindow& window, bool is_core, Instant intended)
        : window_(&window), is_core_(is_core), intended_(intended) {}
    domain::OperationWindow* window_;
    bool is_core_;
    Instant intended_;
  };
  [[nodiscard]] Entry plan(std::string_view operation, Instant intended);
  void attempt(const Entry& entry);
  void finish(const Entry& entry, ports::ReplyKind kind, Instant now);
  // A visit has ended; `affected`: one of its operations did not end well.
  void end_visit(Instant intended, bool affected);
  // Planned and dropped: the generator had no room to start it.
  void drop(std::string_view operation, Instant intended);

  const std::vector<domain::LoadWindow>& windows() const { return windows_; }
  // Hands the windows over, once. What is booked afterwards is in the totals only.
  std::vector<domain::LoadWindow> take_windows();
  const domain::Accounting& totals() const { return totals_; }
  const domain::Accounting& core_totals() const { return core_totals_; }

 private:
  Entry entry_of(std::string_view operation, Instant intended);
  domain::LoadWindow& load_window_of(Instant intended);
  domain::OperationWindow& window_of(std::string_view operation, Instant intended);
  domain::OperationWindow& window_of(const Entry& entry) { return taken_ ? unfiled_ : *entry.window_; }
  // Applies `change` to the operation's window and to the totals it belongs to.
  template <class Change>
  void book(const Entry& entry, Change change);

  void open_window();

  Instant origin_;
  Nanos window_;
  std::size_t max_windows_;
  std::vector<domain::LoadWindow> windows_;
  domain::OperationWindow unfiled_;  // takes what comes after take_windows()
  bool taken_ = false;
  domain::Accounting totals_;
  domain::Accounting core_totals_;
};

}  // namespace souk::app
