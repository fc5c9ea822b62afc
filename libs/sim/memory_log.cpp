#include "sim/memory_log.hpp"

#include <algorithm>
#include <utility>

namespace souk::sim {
namespace {

constexpr std::size_t kMaxPayloads = 1'000;
constexpr std::size_t kMaxPayloadBytes = 64UL * 1024;
constexpr std::size_t kRecordHeaderBytes = 8;

std::uint64_t stored_bytes(const std::string& payload) { return kRecordHeaderBytes + payload.size(); }

std::uint64_t bytes_of(const std::vector<std::string>& payloads) {
  std::uint64_t bytes = 0;
  for (const std::string& payload : payloads) bytes += stored_bytes(payload);
  return bytes;
}

Error too_large(std::string what) { return fail(Errc::too_large, std::move(what)); }

}  // namespace

Result<void> MemoryLog::check_limits(const std::vector<std::string>& payloads) const {
  if (payloads.size() > kMaxPayloads) {
    return too_large(std::to_string(payloads.size()) + " payloads in one append, at most 1000 are taken");
  }
  for (const std::string& payload : payloads) {
    if (payload.size() > kMaxPayloadBytes) {
      return too_large("a payload has " + std::to_string(payload.size()) + " bytes, at most 65536 are taken");
    }
  }
  const std::uint64_t bytes = bytes_of(payloads);
  if (payloads.size() > limits_.queue_payloads || bytes > limits_.queue_bytes) {
    return too_large("an append of " + std::to_string(payloads.size()) + " payloads and " + std::to_string(bytes) +
                     " bytes can never fit into the queue");
  }
  return {};
}

Result<ports::AppendReceipt> MemoryLog::append(std::vector<std::string> payloads, UnixMs now) {
  if (const Result<void> fits = check_limits(payloads); !fits) return fits.error();
  const std::uint64_t bytes = bytes_of(payloads);
  if (volatile_payloads() + payloads.size() > limits_.queue_payloads || volatile_bytes_ + bytes > limits_.queue_bytes) {
    return fail(Errc::overloaded, "too many events wait for the log's sync");
  }
  // An empty append waits for nothing, so it is told where durable records end.
  const ports::AppendReceipt receipt{.first_position = payloads.empty() ? durable_end() : end(),
                                     .count = payloads.size()};
  for (std::string& payload : payloads) plain_.push_back({.appended_at = now, .payload = std::move(payload)});
  volatile_bytes_ += bytes;
  return receipt;
}

void MemoryLog::sync(std::uint64_t position) {
  const std::uint64_t last = std::min(position, end());
  if (last <= durable_end_) return;
  for (; durable_end_ < last; ++durable_end_) {
    const std::uint64_t bytes = stored_bytes(plain(durable_end_).payload);
    volatile_bytes_ -= bytes;
    plain_bytes_ += bytes;
  }
  ++syncs_;
  pack_older();
}

void MemoryLog::pack_older() {
  while (durable_end_ - plain_begin_ > kKeptPlain) {
    const Record& oldest = plain_.front();
    packed_.skip_to(plain_begin_);
    packed_.push_back(oldest.appended_at, oldest.payload);
    plain_bytes_ -= stored_bytes(oldest.payload);
    plain_.pop_front();
    ++plain_begin_;
  }
}

void MemoryLog::crash(std::size_t keep) {
  const std::uint64_t syncs = syncs_;
  sync(durable_end_ + std::min(keep, volatile_payloads()));
  syncs_ = syncs;  // nobody asked for this one
  while (end() > durable_end_) plain_.pop_back();
  volatile_bytes_ = 0;
}

Result<std::vector<ports::LogRecord>> MemoryLog::read(std::uint64_t from, std::size_t max) const {
  if (from < begin()) {
    return fail(Errc::invalid_argument,
                "position " + std::to_string(from) + " was trimmed; the log begins at " + std::to_string(begin()));
  }
  std::vector<ports::LogRecord> records;
  if (from >= durable_end_) return records;
  const std::uint64_t last = from + std::min<std::uint64_t>(max, durable_end_ - from);
  records.reserve(last - from);
  packed_.for_each(from, std::min(last, plain_begin_),
                   [&records](std::uint64_t position, UnixMs appended_at, const std::string& payload) {
                     records.push_back({.position = position, .appended_at = appended_at, .payload = payload});
                   });
  for (std::uint64_t position = std::max(from, plain_begin_); position < last; ++position) {
    const Record& record = plain(position);
    records.push_back({.position = position, .appended_at = record.appended_at, .payload = record.payload});
  }
  return records;
}

void MemoryLog::trim(std::uint64_t position) {
  const std::uint64_t first = std::min(position, durable_end_);
  packed_.trim(std::min(first, packed_.end()));
  for (; plain_begin_ < first; ++plain_begin_) {
    plain_bytes_ -= stored_bytes(plain_.front().payload);
    plain_.pop_front();
  }
}

ports::LogStats MemoryLog::stats() const {
  const std::uint64_t packed = packed_.end() - packed_.begin();
  return {.first_position = begin(),
          .next_position = durable_end_,
          .bytes = packed_.payload_bytes() + packed * kRecordHeaderBytes + plain_bytes_,
          .syncs = syncs_};
}

}  // namespace souk::sim
