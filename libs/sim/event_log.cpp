#include "sim/event_log.hpp"

#include <utility>

namespace souk::sim {
Task<Result<ports::AppendReceipt>> EventLog::append(std::vector<std::string> payloads) {
  if (closed_) co_return fail(Errc::unavailable, "the event log is closing");
  const std::size_t count = payloads.size();
  const Result<ports::AppendReceipt> receipt = records_.append(std::move(payloads), machine_.clock.unix_ms());
  if (!receipt || count == 0) co_return receipt;
  unsynced_events_ += count;
  Place place(*this, receipt->first_position + count);
  place.is_append = true;
  start_syncing();
  if (machine_.planted == Bug::ack_before_sync) co_return receipt;  // planted: nobody waits for the disk
  co_await place.waiter.wait();
  if (place.lost) co_return fail(Errc::no_space, "the event log cannot be written: the disk is full");
  co_return receipt;
}

void EventLog::append_durable(std::vector<std::string> payloads) {
  records_.append(std::move(payloads), machine_.clock.unix_ms()).value();
  records_.sync(records_.end());
  wake_durable();
}

void EventLog::start_syncing() {
  if (syncing_) return;
  syncing_ = true;
  spawn(machine_.context, sync_until_done());
}

// One sync for all that came while the one before was under way.
Task<void> EventLog::sync_until_done() {
  while (records_.volatile_payloads() > 0) {
    const std::uint64_t end = records_.end();
    const auto events = static_cast<std::int64_t>(std::exchange(unsynced_events_, 0));
    Cores::Work encoding(machine_.cores, machine_.model.log_cpu_per_event * events);
    co_await encoding.done();
    auto syncing = machine_.disk.sync(machine_.model.log_sync);
    const Result<void> synced = co_await std::move(syncing);
    if (synced) {
      records_.sync(end);
      wake_durable();
    } else {
      lose_volatile();
    }
  }
  syncing_ = false;
}

void EventLog::wake_durable() {
  const std::uint64_t durable = records_.durable_end();
  for (Place* place : places_) {
    if (place->end <= durable) place->waiter.wake();
  }
}

// As after a failed write: the tail is taken back and everybody who waits for it is told.
void EventLog::lose_volatile() {
  records_.crash(0);
  unsynced_events_ = 0;
  for (Place* place : places_) {
    if (!place->is_append || place->waiter.woken()) continue;
    place->lost = true;
    place->waiter.wake();
  }
}

Task<Result<std::vector<ports::LogRecord>>> EventLog::read(std::uint64_t from, std::size_t max) {
  co_return records_.read(from, max);
}

Task<bool> EventLog::wait_for(std::uint64_t position, Instant deadline) {
  if (records_.durable_end() > position) co_return true;
  if (closed_ || deadline <= machine_.clock.now()) co_return false;
  Place place(*this, position + 1);
  if (deadline != kNever) place.waiter.set_alarm(deadline, [&waiter = place.waiter] { waiter.wake(); });
  co_await place.waiter.wait_or_cancel();
  co_return records_.durable_end() > position;
}

Task<Result<void>> EventLog::trim(std::uint64_t position) {
  records_.trim(position);
  co_return Result<void>();
}

void EventLog::close() {
  closed_ = true;
  for (Place* place : places_) {
    if (!place->is_append) place->waiter.wake();
  }
}

}  // namespace souk::sim
