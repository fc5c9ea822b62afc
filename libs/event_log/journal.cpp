#include "event_log/journal.hpp"

#include <fmt/format.h>

#include <boost/asio/use_awaitable.hpp>
#include <system_error>
#include <utility>

#include "event_log/frame.hpp"
#include "event_log/start_append.hpp"

namespace souk::event_log {
namespace {

namespace fs = std::filesystem;

using Receipt = Result<ports::AppendReceipt>;

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::create_directories(folder, error)) {
    if (error) return system_error("make the folder", folder, error.value());
    return {};
  }
  return sync_folder(fs::absolute(folder).parent_path());
}

Result<File> lock_folder(const fs::path& folder) {
  Result<File> lock = File::open(folder / "lock", O_RDWR | O_CREAT);
  if (lock.has_error()) return lock.error();
  const Result<bool> locked = lock->try_lock();
  if (locked.has_error()) return locked.error();
  if (!*locked) {
    return fail(Errc::conflict, fmt::format("the event journal in {} is in use by another process (it holds the lock "
                                            "on {}); stop that process or choose another folder",
                                            folder.string(), lock->path().string()));
  }
  return lock;
}

Error closed_error() { return fail(Errc::unavailable, "the event journal is closed"); }

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const JournalOptions& options) {
  const Result<void> made = make_folder(options.folder);
  if (made.has_error()) return made.error();
  Result<File> lock = lock_folder(options.folder);
  if (lock.has_error()) return lock.error();
  Result<RecoveredJournal> recovered = recover(options.folder, options.clock.unix_ms());
  if (recovered.has_error()) return recovered.error();
  return std::unique_ptr<Journal>(new Journal(options, std::move(lock.value()), std::move(recovered.value())));
}

Journal::Journal(const JournalOptions& options, File lock, RecoveredJournal recovered)
    : options_(options),
      cut_bytes_(recovered.cut_bytes),
      lock_(std::move(lock)),
      catalog_(std::move(recovered.segments), recovered.next_position),
      queue_(options.queue_payloads, options.queue_bytes),
      waiters_(std::make_shared<PositionWaiters>(recovered.next_position)),
      reader_(catalog_),
      writer_(options.folder, options.segment_bytes, options.clock, std::move(recovered.active), catalog_),
      thread_(&Journal::run_writer, this) {}

Journal::~Journal() { (void)close(); }

Result<void> Journal::close() {
  {
    const std::lock_guard lock(read_mutex_);
    if (std::exchange(closed_, true)) return {};
  }
  queue_.close();
  thread_.join();
  waiters_->close();
  lock_ = File();
  return sealed_;
}

Task<Result<ports::AppendReceipt>> Journal::append(std::vector<std::string> payloads) {
  const Result<void> checked = check_append(payloads, options_.queue_payloads, options_.queue_bytes);
  if (checked.has_error()) co_return checked.error();
  if (payloads.empty()) co_return ports::AppendReceipt{.first_position = catalog_.next_position(), .count = 0};
  const std::size_t bytes = stored_bytes(payloads);
  Receipt receipt = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Receipt)>(
      StartAppend{&queue_}, asio::use_awaitable, std::move(payloads), bytes);
  co_return receipt;
}

void Journal::run_writer() {
  std::vector<AppendRequestPtr> requests;
  while (queue_.take(requests, kTargetFrameBytes)) commit(requests);
  sealed_ = writer_.seal();
}

void Journal::commit(std::vector<AppendRequestPtr>& requests) {
  frame_.clear();
  for (const AppendRequestPtr& request : requests) {
    for (const std::string& payload : request->payloads) frame_.add(payload);
  }
  const Result<std::uint64_t> first_position = writer_.append(frame_);
  if (first_position.has_value()) waiters_->publish(*first_position + frame_.records());

  std::uint64_t position = first_position.has_value() ? *first_position : 0;
  for (const AppendRequestPtr& request : requests) {
    const std::size_t payloads = request->payloads.size();
    queue_.release(payloads, request->bytes);
    if (first_position.has_error()) {
      answer<ports::AppendReceipt>(request->done, first_position.error());
      continue;
    }
    answer<ports::AppendReceipt>(request->done, ports::AppendReceipt{.first_position = position, .count = payloads});
    position += payloads;
  }
}

Task<Result<std::vector<ports::LogRecord>>> Journal::read(std::uint64_t from, std::size_t max) {
  const std::lock_guard lock(read_mutex_);
  if (closed_) co_return closed_error();
  co_return reader_.read(from, max);
}

Task<bool> Journal::wait_for(std::uint64_t position, Instant deadline) {
  const Nanos timeout = deadline == kNever ? Nanos::max() : deadline - options_.clock.now();
  return PositionWaiters::wait(waiters_, position, timeout);
}

Task<Result<void>> Journal::trim(std::uint64_t position) { co_return trim_segments(position); }

Result<void> Journal::trim_segments(std::uint64_t position) {
  const std::lock_guard lock(read_mutex_);
  if (closed_) return closed_error();
  for (auto oldest = catalog_.oldest_below(position); oldest.has_value(); oldest = catalog_.oldest_below(position)) {
    std::error_code error;
    fs::remove(oldest->path, error);
    if (error) return system_error("remove", oldest->path, error.value());
    catalog_.remove_oldest();
    // One at a time: whatever a crash undoes, the segments that are left follow each other.
    const Result<void> synced = sync_folder(options_.folder);
    if (synced.has_error()) return synced.error();
  }
  reader_.forget_below(catalog_.stats().first_position);
  return {};
}

}  // namespace souk::event_log
