#include "app/session_ledger.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

#include "domain/drill.hpp"

namespace souk::app {
namespace {

std::uint64_t& counter_of(domain::Accounting& accounting, ports::ReplyKind kind) {
  switch (kind) {
    case ports::ReplyKind::ok:
      return accounting.ok;
    case ports::ReplyKind::timeout:
      return accounting.timeout;
    case ports::ReplyKind::shed:
      return accounting.shed;
    case ports::ReplyKind::error:
      break;
  }
  return accounting.error;
}

}  // namespace

SessionLedger::SessionLedger(Instant origin, Nanos window, std::size_t max_windows)
    : origin_(origin), window_(std::max(Nanos{1}, window)), max_windows_(std::max<std::size_t>(1, max_windows)) {}

void SessionLedger::open_window() {
  const std::size_t opened = windows_.size();
  windows_.push_back({origin_ + window_ * static_cast<std::int64_t>(opened), {}});
  if (window_ <= domain::kFinestResolution || opened < 2) return;
  // Operations of the last window may still end; those of the one before have.
  for (auto& [name, operation] : windows_[opened - 2].operations) operation.latency.coarsen(kMostBuckets);
}

std::vector<domain::LoadWindow> SessionLedger::take_windows() {
  taken_ = true;
  return std::exchange(windows_, {});
}

domain::LoadWindow& SessionLedger::load_window_of(Instant intended) {
  const std::int64_t number = std::max(Nanos{0}, intended - origin_) / window_;
  const std::size_t index = std::min(static_cast<std::size_t>(number), max_windows_ - 1);
  while (windows_.size() <= index) open_window();
  return windows_[index];
}

domain::OperationWindow& SessionLedger::window_of(std::string_view operation, Instant intended) {
  if (taken_) return unfiled_;
  auto& operations = load_window_of(intended).operations;
  const auto found = operations.find(operation);
  return found != operations.end() ? found->second : operations[std::string(operation)];
}

// An entry points into the map of its window: it stays there while windows are added and when they are handed over.
static_assert(std::is_nothrow_move_constructible_v<domain::LoadWindow>);

SessionLedger::Entry SessionLedger::entry_of(std::string_view operation, Instant intended) {
  return {window_of(operation, intended), domain::is_core_operation(operation), intended};
}

template <class Change>
void SessionLedger::book(const Entry& entry, Change change) {
  change(window_of(entry).accounting);
  change(totals_);
  if (entry.is_core_) change(core_totals_);
}

SessionLedger::Entry SessionLedger::plan(std::string_view operation, Instant intended) {
  const Entry entry = entry_of(operation, intended);
  book(entry, [](domain::Accounting& accounting) {
    ++accounting.planned;
    ++accounting.in_flight;
  });
  return entry;
}

void SessionLedger::attempt(const Entry& entry) {
  book(entry, [](domain::Accounting& accounting) { ++accounting.attempts; });
}

void SessionLedger::finish(const Entry& entry, ports::ReplyKind kind, Instant now) {
  book(entry, [kind](domain::Accounting& accounting) {
    --accounting.in_flight;
    ++counter_of(accounting, kind);
  });
  if (kind == ports::ReplyKind::ok) window_of(entry).latency.record(now - entry.intended_);
}

void SessionLedger::end_visit(Instant intended, bool affected) {
  if (taken_) return;
  domain::LoadWindow& window = load_window_of(intended);
  ++window.visits;
  if (affected) ++window.visits_affected;
}

void SessionLedger::drop(std::string_view operation, Instant intended) {
  book(entry_of(operation, intended), [](domain::Accounting& accounting) {
    ++accounting.planned;
    ++accounting.dropped;
  });
}

}  // namespace souk::app
