// The event log in memory, as state only: appended records are volatile until they are synced, and a crash takes what
// is volatile, or leaves a torn part of it. Whoever models time decides when an append is answered and a sync is done.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/event_log.hpp"
#include "sim/packed_records.hpp"

namespace souk::sim {

class MemoryLog {
 public:
  // What may wait for its sync at a time.
  struct Limits {
    std::size_t queue_payloads = 65'536;
    std::size_t queue_bytes = 64UL * 1024 * 1024;
  };

  MemoryLog() = default;
  explicit MemoryLog(Limits limits) : limits_(limits) {}

  // Appends all payloads or none to the volatile tail, dated `now`. The receipt must not reach anybody before sync()
  // has passed its positions: a crash gives them to others. Errors: too_large (more than 1,000 payloads, one of more
  // than 64 KiB, or more than the limits allow at all), overloaded (the tail is full).
  Result<ports::AppendReceipt> append(std::vector<std::string> payloads, UnixMs now);
  // Whether an append of them can ever succeed. Errors: too_large, as above.
  Result<void> check_limits(const std::vector<std::string>& payloads) const;

  // After the last record, durable or not.
  std::uint64_t end() const { return plain_begin_ + plain_.size(); }
  // After the last durable record: what can be read ends here.
  std::uint64_t durable_end() const { return durable_end_; }
  std::size_t volatile_payloads() const { return end() - durable_end_; }

  // Makes everything below `position` durable; one group commit in the statistics if that is anything.
  void sync(std::uint64_t position);

  // Drops the volatile tail but for its first `keep` records, which happened to reach the disk and are durable now.
  // crash(0) is also what a failed sync does.
  void crash(std::size_t keep);

  // Durable records only. Errors: invalid_argument (`from` was trimmed).
  Result<std::vector<ports::LogRecord>> read(std::uint64_t from, std::size_t max) const;

  // Frees the durable records below `position`, each by itself.
  void trim(std::uint64_t position);

  // next_position and bytes count durable records only; bytes: payloads and 8 for each record.
  ports::LogStats stats() const;

 private:
  struct Record {
    UnixMs appended_at = 0;
    std::string payload;
  };

  std::uint64_t begin() const { return packed_.begin() < packed_.end() ? packed_.begin() : plain_begin_; }
  const Record& plain(std::uint64_t position) const { return plain_[position - plain_begin_]; }
  void pack_older();

  // Durable records that are kept as they are. A consumer that keeps up reads and trims no others: packing them would
  // only cost time.
  static constexpr std::size_t kKeptPlain = 4'096;

  Limits limits_;
  PackedRecords packed_;      // up to plain_begin_
  std::deque<Record> plain_;  // the newest, durable or not
  std::uint64_t plain_begin_ = 0;
  std::uint64_t durable_end_ = 0;
  std::uint64_t plain_bytes_ = 0;     // stored, of the durable ones among the plain
  std::uint64_t volatile_bytes_ = 0;  // stored
  std::uint64_t syncs_ = 0;
};

}  // namespace souk::sim
