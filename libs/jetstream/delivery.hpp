// Sends a group of events and gathers their acknowledgements; what was lost on the way is sent again under the same
// message id, by which the servers know it. For one thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "jetstream/acknowledgement.hpp"
#include "jetstream/connection.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

struct Outgoing {
  const std::string* payload = nullptr;  // stays where it is until the delivery is over
  std::string id;                        // of no other event, ever
  std::uint64_t sequence = 0;            // 0: not acknowledged
};

class Delivery {
 public:
  // Both outlive it. Errors: io.
  static Result<std::unique_ptr<Delivery>> open(Connection& connection, const Options& options);

  // Sends in order until all are acknowledged. Errors: no_space, too_large, forbidden (the stream refused one),
  // deadline_exceeded (options.append_timeout is over), unavailable (`closing` was set meanwhile). After an error those
  // with a sequence are stored; of the others it cannot be told where an acknowledgement was lost.
  Result<void> deliver(std::vector<Outgoing>& group, const std::atomic<bool>& closing);

 private:
  Delivery(Connection& connection, const Options& options, std::string inbox, SubscriptionHandle answers);

  // One attempt at all that are not acknowledged yet.
  Result<void> attempt(std::vector<Outgoing>& group);
  bool send(const Outgoing& event, std::uint64_t serial);
  // Waits for one answer. Empty: none came in time.
  Result<bool> gather(std::vector<Outgoing>& group);
  std::optional<std::size_t> index_of(const natsMsg* message, std::size_t size) const;

  Connection& connection_;
  const Options& options_;
  const std::string inbox_;
  SubscriptionHandle answers_;
  std::uint64_t serials_ = 0;       // used so far: answers to earlier attempts are told apart by them
  std::uint64_t first_serial_ = 0;  // of the attempt that is under way
  std::size_t outstanding_ = 0;
};

}  // namespace souk::jetstream
