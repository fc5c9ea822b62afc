// The embedded event log: segment files in a folder, written by one thread that gathers whatever is queued into one
// frame, syncs once, and answers everybody (group commit). Format and recovery: docs/journal-format.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "domain/result.hpp"
#include "event_log/append_queue.hpp"
#include "event_log/file.hpp"
#include "event_log/position_waiters.hpp"
#include "event_log/reader.hpp"
#include "event_log/recovery.hpp"
#include "event_log/segment_catalog.hpp"
#include "event_log/segment_writer.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"

namespace souk::event_log {

struct JournalOptions {
  std::filesystem::path folder;  // made if missing
  ports::Clock& clock;           // dates frames, measures deadlines; must outlive the journal
  // A segment is begun when the next frame would not fit (one frame may be larger). Trimming frees whole segments.
  std::uint64_t segment_bytes = 64UL * 1024 * 1024;
  // What may be queued or being written at a time. An append larger than this is refused with too_large.
  std::size_t queue_payloads = 65'536;
  std::size_t queue_bytes = 64UL * 1024 * 1024;
};

class Journal final : public ports::EventLog {
 public:
  // Errors: conflict (another process, or another object, has the folder), corrupt (names file, byte and remedy),
  // no_space, io.
  static Result<std::unique_ptr<Journal>> open(const JournalOptions& options);

  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  // Closes. Coroutines that are waiting get their answer on their own executors, which must outlive the journal; no
  // other call may be under way.
  ~Journal() override;

  // Writes what is queued, seals the last segment, ends every wait and frees the folder. Blocks until done; from then
  // on append, read and trim answer unavailable. Errors, of the seal: no_space, io. A second call does nothing.
  Result<void> close();

  // Completes on the caller's executor. Not cancellable: the records may already be on their way. An append without
  // payloads completes at once. Beyond the port: io after a failed sync, until the journal is opened again.
  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override;
  // Blocks the calling thread on the disk.
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override;
  // Cancellation ends it with the answer of the moment.
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override;
  // Blocks the calling thread on the disk. Segments go whole; the one being written stays.
  Task<Result<void>> trim(std::uint64_t position) override;
  ports::LogStats stats() const override { return catalog_.stats(); }

  // Bytes of a torn frame that were cut off when the journal was opened: it had never been acknowledged.
  std::uint64_t cut_bytes() const { return cut_bytes_; }

 private:
  Journal(const JournalOptions& options, File lock, RecoveredJournal recovered);

  void run_writer();
  void commit(std::vector<AppendRequestPtr>& requests);
  Result<void> trim_segments(std::uint64_t position);

  const JournalOptions options_;
  const std::uint64_t cut_bytes_;
  File lock_;
  SegmentCatalog catalog_;
  AppendQueue queue_;
  std::shared_ptr<PositionWaiters> waiters_;
  std::mutex read_mutex_;  // reads and trims take turns: nothing is removed while it is read
  Reader reader_;          // under read_mutex_
  bool closed_ = false;    // under read_mutex_
  // The writer thread's own.
  SegmentWriter writer_;
  FrameBuilder frame_;
  Result<void> sealed_;  // read after the thread was joined
  std::thread thread_;
};

}  // namespace souk::event_log
