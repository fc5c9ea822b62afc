// Where the stream is, how it is kept, and how long anything may take.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "ports/clock.hpp"

namespace souk::jetstream {

struct Servers {
  std::vector<std::string> urls;  // "nats://host:port", no user in them
  std::string user;               // empty: without one
};

// Reads "nats://[user@]host:port[,host:port...]"; the port may be left out (4222). Errors: invalid_argument, with the
// remedy; a password in the text is one, for command lines are there for everybody to read.
Result<Servers> parse_servers(const std::string& text);

struct Options {
  Servers servers;
  std::string password;  // from the environment or a file; never logged
  ports::Clock& clock;   // measures deadlines; outlives the log

  std::string stream = "souk-events";
  std::string subject = "souk.events";
  // Kept on so many of the servers: 1, 3 or 5. An append is acknowledged by most of them.
  std::int64_t replicas = 1;
  // An append that is repeated because its acknowledgement did not come counts once within this time.
  Nanos duplicates = std::chrono::minutes(2);

  Nanos open_timeout = std::chrono::seconds(10);    // until the servers are there and the stream has a leader
  Nanos append_timeout = std::chrono::seconds(10);  // from when an append is taken up, with all repetitions
  Nanos ack_timeout = std::chrono::seconds(2);      // for one acknowledgement, before the event is sent again
  Nanos call_timeout = std::chrono::seconds(5);     // for a read, a trim, a question about the stream
  // How often the figures of the stream are asked for, which other processes append to and trim, too.
  Nanos stats_interval = std::chrono::milliseconds(250);

  // What may be queued or on its way at a time; beyond that appends are refused with overloaded.
  std::size_t queue_payloads = 65'536;
  std::size_t queue_bytes = 64UL * 1024 * 1024;
};

}  // namespace souk::jetstream
