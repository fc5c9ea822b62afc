#include "event_log/journal.hpp"

#include <fmt/format.h>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <system_error>
#include <utility>

#include "event_log/frame.hpp"

namespace souk::event_log {
namespace {

namespace fs = std::filesystem;

using Receipt = Result<ports::AppendReceipt>;

// A handler with its answer: what is put on the executor of the coroutine that waits.
template <class Handler>
struct Answer {
  Handler handler;
  Receipt receipt;

  void operator()() { std::move(handler)(std::move(receipt)); }
};

// The writer's thread belongs to no io_context, so this never runs the handler here. The tracked executor keeps the
// context's run() from returning, and the context from being destroyed, before this thread has let go of it.
void answer(AppendRequest& request, Receipt receipt) {
  const asio::any_completion_executor executor =
      asio::prefer(asio::get_associated_executor(request.done), asio::execution::outstanding_work.tracked);
  executor.execute(Answer<decltype(request.done)>{std::move(request.done), std::move(receipt)});
}

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

std::size_t stored_bytes(const std::vector<std::string>& payloads) {
  std::size_t bytes = 0;
  for (const std::string& payload : payloads) bytes += kRecordHeaderBytes + payload.size();
  return bytes;
}

// Errors: too_large.
Result<void> check_limits(const std::vector<std::string>& payloads, const JournalOptions& options) {
  if (payloads.size() > kMaxPayloads) {
    return fail(Errc::too_large,
                fmt::format("{} payloads in one append, at most {} are taken", payloads.size(), kMaxPayloads));
  }
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    if (payloads[i].size() > kMaxPayloadBytes) {
      return fail(Errc::too_large, fmt::format("payload {} has {} bytes, at most {} are taken", i, payloads[i].size(),
                                               kMaxPayloadBytes));
    }
  }
  if (payloads.size() > options.queue_payloads || stored_bytes(payloads) > options.queue_bytes) {
    return fail(Errc::too_large, fmt::format("an append of {} payloads and {} bytes can never fit into the queue",
                                             payloads.size(), stored_bytes(payloads)));
  }
  return {};
}

Error closed_error() { return fail(Errc::unavailable, "the event journal is closed"); }

}  // namespace

// Starts an append: queues the request with the caller's handler, or answers with the refusal.
struct Journal::StartAppend {
  AppendQueue* queue;

  template <class Handler>
  void operator()(Handler&& handler, std::vector<std::string> payloads, std::size_t bytes) const {
    const Result<void> reserved = queue->reserve(payloads.size(), bytes);
    if (reserved.has_error()) {
      const auto executor = asio::get_associated_executor(handler);
      asio::post(executor, Answer<std::decay_t<Handler>>{std::forward<Handler>(handler), reserved.error()});
      return;
    }
    AppendRequest::Done done(std::forward<Handler>(handler));
    queue->push(AppendRequestPtr(new AppendRequest{std::move(payloads), bytes, std::move(done)}));
  }
};

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
  const Result<void> checked = check_limits(payloads, options_);
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
      answer(*request, first_position.error());
      continue;
    }
    answer(*request, ports::AppendReceipt{.first_position = position, .count = payloads});
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
