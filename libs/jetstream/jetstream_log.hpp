// The event log on NATS JetStream: a stream in files, on as many servers as its configuration says. A position is the
// sequence of the message in the stream less one. Appends complete when most of those servers have acknowledged every
// event of theirs. Other processes may append to, read and trim the same stream.
//
// What differs from the journal, because others are on the stream, too (docs/decisions/0011-events-on-jetstream.md):
// their events may stand between those of one append, and an append that failed may have left some of its events, or,
// where an acknowledgement was lost, all of them. Callers repeat it, and repeated events change nothing.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "jetstream/figures.hpp"
#include "jetstream/follower.hpp"
#include "jetstream/options.hpp"
#include "jetstream/publisher.hpp"
#include "ports/event_log.hpp"

namespace souk::jetstream {

class JetStreamLog final : public ports::EventLog {
 public:
  // Makes the stream if there is none. Blocks, at most about options.open_timeout. Errors: unavailable,
  // unauthenticated, forbidden, invalid_argument (a stream that could lose events, or servers that cannot keep it as
  // asked), no_space, io; all with a remedy.
  static Result<std::unique_ptr<JetStreamLog>> open(const Options& options);

  JetStreamLog(const JetStreamLog&) = delete;
  JetStreamLog& operator=(const JetStreamLog&) = delete;
  ~JetStreamLog() override { close(); }

  // Ends every wait; appends, reads and trims answer unavailable from now on. Blocks until those under way are done,
  // which their timeouts bound.
  void close();

  // Errors beyond the port: deadline_exceeded (not acknowledged in time).
  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override;
  // Errors beyond the port: deadline_exceeded (the servers do not answer), unavailable (closed).
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override;
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override;
  // Frees exactly what is below. Errors: deadline_exceeded, unavailable, io.
  Task<Result<void>> trim(std::uint64_t position) override;
  // As of options.stats_interval ago, where others append or trim; `syncs` counts groups acknowledged to this process.
  ports::LogStats stats() const override { return figures_.stats(); }
  // When the oldest event that is kept was accepted; 0 if none is kept.
  UnixMs oldest_at() const { return figures_.oldest_at(); }

 private:
  JetStreamLog(const Options& options, const StreamState& state);

  const Options options_;
  Figures figures_;
  std::unique_ptr<Publisher> publisher_;
  std::shared_ptr<Follower> follower_;  // shared with those who wait, who may resume late
};

}  // namespace souk::jetstream
