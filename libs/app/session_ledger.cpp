#include "app/session_ledger.hpp"

#include <algorithm>
#include <chrono>
#include <string>

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

SessionLedger::SessionLedger(Instant origin, std::size_t max_windows)
    : origin_(origin), max_windows_(std::max<std::size_t>(1, max_windows)) {}

domain::OperationWindow& SessionLedger::window_of(std::string_view operation, Instant intended) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::max(Nanos{0}, intended - origin_)).count();
  const std::size_t index = std::min(static_cast<std::size_t>(seconds), max_windows_ - 1);
  while (windows_.size() <= index) {
    windows_.push_back({origin_ + std::chrono::seconds(windows_.size()), {}});
  }
  auto& operations = windows_[index].operations;
  const auto found = operations.find(operation);
  return found != operations.end() ? found->second : operations[std::string(operation)];
}

template <class Change>
void SessionLedger::book(std::string_view operation, domain::OperationWindow& window, Change change) {
  change(window.accounting);
  change(totals_);
  if (domain::is_core_operation(operation)) change(core_totals_);
}

void SessionLedger::plan(std::string_view operation, Instant intended) {
  book(operation, window_of(operation, intended), [](domain::Accounting& accounting) {
    ++accounting.planned;
    ++accounting.in_flight;
  });
}

void SessionLedger::attempt(std::string_view operation, Instant intended) {
  book(operation, window_of(operation, intended), [](domain::Accounting& accounting) { ++accounting.attempts; });
}

void SessionLedger::finish(std::string_view operation, Instant intended, ports::ReplyKind kind, Instant now) {
  domain::OperationWindow& window = window_of(operation, intended);
  book(operation, window, [kind](domain::Accounting& accounting) {
    --accounting.in_flight;
    ++counter_of(accounting, kind);
  });
  if (kind == ports::ReplyKind::ok) window.latency.record(now - intended);
}

void SessionLedger::drop(std::string_view operation, Instant intended) {
  book(operation, window_of(operation, intended), [](domain::Accounting& accounting) {
    ++accounting.planned;
    ++accounting.dropped;
  });
}

}  // namespace souk::app
