#include "storage/table_event_log.hpp"

#include <algorithm>
#include <utility>

namespace souk::storage {
namespace {

constexpr std::size_t kMaxPayloads = 1'000;  // the port's limits
constexpr std::size_t kMaxPayloadBytes = 64UL * 1024;
constexpr std::uint64_t kRowBytes = 8;  // counted for each row besides its payload

// Who puts in is mostly an agent that phones home; who takes out works for the analytics.
constexpr ports::RequestContext kPutting{.owner = domain::Owner::phone_home};
constexpr ports::RequestContext kTaking{.owner = domain::Owner::analytics};

// Errors: too_large.
Result<void> check_limits(const std::vector<std::string>& payloads) {
  if (payloads.size() > kMaxPayloads) {
    return fail(Errc::too_large, std::to_string(payloads.size()) + " payloads in one append, at most " +
                                     std::to_string(kMaxPayloads) + " are taken");
  }
  for (const std::string& payload : payloads) {
    if (payload.size() <= kMaxPayloadBytes) continue;
    return fail(Errc::too_large, "a payload has " + std::to_string(payload.size()) + " bytes, at most " +
                                     std::to_string(kMaxPayloadBytes) + " are taken");
  }
  return {};
}

Error trimmed(std::uint64_t position) {
  return fail(Errc::invalid_argument, "position " + std::to_string(position) + " was trimmed");
}

}  // namespace

TableEventLog::TableEventLog(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters,
                             ports::Clock& clock, const QueueBounds& found)
    : pool_(pool),
      writers_(writers),
      counters_(counters),
      clock_(clock),
      waiters_(std::make_shared<event_log::PositionWaiters>(found.next)),
      first_(found.first),
      next_(found.next),
      taken_(found.taken),
      bytes_(found.bytes) {}

void TableEventLog::close() {
  closed_ = true;
  waiters_->close();
}

Result<void> TableEventLog::check_open() const {
  if (closed_) return fail(Errc::unavailable, "the event queue is closed");
  return {};
}

Result<void> TableEventLog::check_kept(std::uint64_t from) const {
  if (from < first_) return trimmed(from);
  return {};
}

Task<Result<ports::AppendReceipt>> TableEventLog::append(std::vector<std::string> payloads) {
  if (const Result<void> open = check_open(); !open) co_return open.error();
  if (const Result<void> fits = check_limits(payloads); !fits) co_return fits.error();
  if (payloads.empty()) co_return ports::AppendReceipt{.first_position = next_, .count = 0};
  Work<ports::AppendReceipt> work = [this, rows = std::move(payloads)](Connection& connection) {
    return append_here(connection, rows);
  };
  auto calling = pool_.call<ports::AppendReceipt>(kPutting, std::move(work));
  co_return co_await std::move(calling);
}

Result<ports::AppendReceipt> TableEventLog::append_here(Connection& connection,
                                                        const std::vector<std::string>& payloads) {
  const Result<WriterQueue::Turn> turn = writers_.take(kPutting.owner, kNever);
  if (!turn) return turn.error();
  const std::uint64_t first = next_;
  Transaction transaction(connection, Transaction::Mode::write);
  append_rows(connection, first, payloads, clock_.unix_ms());
  if (auto committed = transaction.commit(); !committed) return committed.error();
  std::uint64_t bytes = 0;
  for (const std::string& payload : payloads) bytes += payload.size() + kRowBytes;
  bytes_ += bytes;
  ++syncs_;
  next_ = first + payloads.size();
  counters_.count(TransactionKind::queue_append);
  waiters_->publish(next_);
  return ports::AppendReceipt{.first_position = first, .count = payloads.size()};
}

Task<Result<std::vector<ports::LogRecord>>> TableEventLog::read(std::uint64_t from, std::size_t max) {
  if (const Result<void> open = check_open(); !open) co_return open.error();
  if (const Result<void> kept = check_kept(from); !kept) co_return kept.error();
  const std::uint64_t next = next_;
  if (from >= next || max == 0) co_return Records();
  const std::uint64_t last = from + std::min<std::uint64_t>(max, next - from);
  Work<Records> work = [this, from, last](Connection& connection) {
    return last > taken_ ? take_here(connection, from, last) : read_here(connection, from, last);
  };
  auto calling = pool_.call<Records>(kTaking, std::move(work));
  co_return co_await std::move(calling);
}

Result<std::vector<ports::LogRecord>> TableEventLog::take_here(Connection& connection, std::uint64_t from,
                                                               std::uint64_t last) {
  const Result<WriterQueue::Turn> turn = writers_.take(kTaking.owner, kNever);
  if (!turn) return turn.error();
  if (const Result<void> kept = check_kept(from); !kept) return kept.error();
  Transaction transaction(connection, Transaction::Mode::write);
  mark_taken(connection, from, last, clock_.unix_ms());
  Records records = read_rows(connection, from, last);
  if (auto committed = transaction.commit(); !committed) return committed.error();
  taken_ = std::max(taken_.load(), last);
  counters_.count(TransactionKind::queue_take);
  return records;
}

Result<std::vector<ports::LogRecord>> TableEventLog::read_here(Connection& connection, std::uint64_t from,
                                                               std::uint64_t last) {
  Transaction snapshot(connection, Transaction::Mode::read);
  Records records = read_rows(connection, from, last);
  if (auto read = snapshot.commit(); !read) return read.error();
  if (records.empty() || records.front().position != from) return trimmed(from);  // since it was checked
  return records;
}

Task<bool> TableEventLog::wait_for(std::uint64_t position, Instant deadline) {
  const Nanos timeout = deadline == kNever ? Nanos::max() : deadline - clock_.now();
  return event_log::PositionWaiters::wait(waiters_, position, timeout);
}

Task<Result<void>> TableEventLog::trim(std::uint64_t position) {
  if (const Result<void> open = check_open(); !open) co_return open.error();
  const std::uint64_t end = std::min<std::uint64_t>(position, next_);
  if (end <= first_) co_return Result<void>();
  Work<void> work = [this, end](Connection& connection) { return trim_here(connection, end); };
  auto calling = pool_.call<void>(kTaking, std::move(work));
  co_return co_await std::move(calling);
}

Result<void> TableEventLog::trim_here(Connection& connection, std::uint64_t position) {
  const Result<WriterQueue::Turn> turn = writers_.take(kTaking.owner, kNever);
  if (!turn) return turn.error();
  Transaction transaction(connection, Transaction::Mode::write);
  const std::uint64_t freed = delete_rows(connection, position);
  if (auto committed = transaction.commit(); !committed) return committed.error();
  first_ = std::max(first_.load(), position);
  bytes_ -= freed;
  counters_.count(TransactionKind::queue_trim);
  return {};
}

ports::LogStats TableEventLog::stats() const {
  return {.first_position = first_, .next_position = next_, .bytes = bytes_, .syncs = syncs_};
}

}  // namespace souk::storage
