// The stream that holds the events: made if there is none, refused if it could lose one.
#pragma once

#include <cstdint>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "jetstream/connection.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

struct StreamState {
  std::uint64_t first_sequence = 1;  // oldest kept; last_sequence + 1 if none is
  std::uint64_t last_sequence = 0;   // newest ever accepted
  std::uint64_t bytes = 0;
  UnixMs oldest_at = 0;  // when the oldest that is kept was accepted; 0 if none is
};

// Waits until `deadline` for the stream to have a leader. Errors: invalid_argument (a stream of that name is kept in a
// way that could lose events, or the servers cannot keep one as asked: says what to change), forbidden (the user may
// not use JetStream), unavailable (no leader, or servers without JetStream), no_space, io.
Result<StreamState> ensure_stream(Connection& connection, const Options& options, Instant deadline);

// Errors: deadline_exceeded, not_found, unavailable, io.
Result<StreamState> stream_state(Connection& connection, const Options& options);

// Frees what is below `sequence`. Errors as stream_state().
Result<void> purge_below(Connection& connection, const Options& options, std::uint64_t sequence);

}  // namespace souk::jetstream
