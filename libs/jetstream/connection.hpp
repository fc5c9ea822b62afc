// A connection to one of the servers, which the client makes again by itself, with backoff, whenever it is lost. Safe
// to use from several threads.
#pragma once

#include <memory>
#include <string>

#include "domain/result.hpp"
#include "jetstream/handles.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

class Connection {
 public:
  // Tries until `deadline`. `name` is what the servers list the connection as. Errors: unavailable (no server
  // answers), unauthenticated (they do, and refuse user or password), io.
  static Result<std::unique_ptr<Connection>> open(const Options& options, const char* name, Instant deadline);

  natsConnection* nats() const { return connection_.get(); }
  jsCtx* jetstream() const { return context_.get(); }
  // Sends what is buffered and waits until the server has seen it.
  bool flush(Nanos timeout);
  // What the server said last, such as that something is not permitted; empty if nothing.
  std::string last_word() const;

 private:
  Connection(ConnectionHandle connection, ContextHandle context)
      : connection_(std::move(connection)), context_(std::move(context)) {}

  ConnectionHandle connection_;
  ContextHandle context_;
};

// How long to wait before the `tries`th repetition: 10 ms, doubling up to 1 s.
Nanos backoff(int tries);

// Blocks the thread: between two attempts at what nobody announces, that servers are there or have elected.
void pause(Nanos duration);

// For the client's calls, which count in milliseconds and want more than 0.
std::int64_t in_ms(Nanos duration);

// "what: the client's text for the status".
std::string describe(const std::string& what, natsStatus status);

}  // namespace souk::jetstream
